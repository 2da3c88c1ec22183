package dev.firstlight.stream.claim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstlight.runtime.Seeded;
import dev.firstlight.schema.DedupId;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.junit.jupiter.api.Test;

/** An identity is known for the window, whatever the phase, and forgotten in steps after. */
class OrderClaimsTest {

    private static final long W = Duration.ofDays(400).toMillis();
    private static final long SKEW = Generations.SKEW.toMillis();
    private static final DedupId ID = new DedupId(-1, 2);

    private final KeyValueStore<Bytes, byte[]> store =
            Stores.inMemoryKeyValueStore("claims").get();
    private final OrderClaims claims = claimsIn(store);

    @Test
    void shouldKnowAnIdentityForAWindowLessAMillisecondAtEveryPhase() {
        long step = W / 97;
        for (long phase = 0; phase < W; phase += step) {
            DedupId id = new DedupId(phase, 1);
            long first = 400 * W + phase;

            assertThat(isFirstSighting(claims, id, first)).isTrue();
            assertThat(isFirstSighting(claims, id, first)).isFalse();
            assertThat(isFirstSighting(claims, id, first + W - 1))
                    .as("phase %d", phase)
                    .isFalse();
        }
    }

    @Test
    void shouldKnowAnIdentityAtTheEdgesOfAGeneration() {
        for (long first : new long[] {9 * W, 10 * W - 1, 10 * W - SKEW, 10 * W - SKEW - 1}) {
            DedupId id = new DedupId(first, 1);

            assertThat(isFirstSighting(claims, id, first)).isTrue();
            assertThat(isFirstSighting(claims, id, first + W - 1)).isFalse();
        }
    }

    @Test
    void shouldForgetAnIdentityTwoWindowsLaterAtTheLatest() {
        assertThat(isFirstSighting(claims, ID, 10 * W)).isTrue();
        assertThat(isFirstSighting(claims, ID, 12 * W)).isTrue();
    }

    @Test
    void shouldKnowAnIdentityWhenTheLogsClockStepsBackOverTheEndOfAGeneration() {
        assertThat(isFirstSighting(claims, ID, 10 * W)).isTrue();
        assertThat(isFirstSighting(claims, ID, 10 * W - SKEW)).isFalse();
    }

    @Test
    void shouldForgetOldGenerationsInBoundedStepsAndNothingElse() {
        for (int i = 0; i < 25; i++) {
            isFirstSighting(claims, new DedupId(i, 0), 10 * W);
            isFirstSighting(claims, new DedupId(i, 1), 11 * W);
        }

        assertThat(claims.forget(12 * W, 10)).isZero(); // 11 and, for a clock that steps back, 10 may be asked for
        long now = 12 * W + SKEW;
        assertThat(claims.forget(now, 10)).isEqualTo(10);
        assertThat(claims.forget(now, 10)).isEqualTo(10);
        assertThat(claims.forget(now, 10)).isEqualTo(5);
        assertThat(claims.forget(now, 10)).isZero();
        assertThat(store.approximateNumEntries()).isEqualTo(25);
        assertThat(isFirstSighting(claims, new DedupId(3, 1), 12 * W - 1)).isFalse();
    }

    @Test
    void shouldForgetNothingBeforeTheLogHasToldATime() {
        isFirstSighting(claims, ID, 10 * W);

        assertThat(claims.forget(-1, 10)).isZero();
        assertThat(isFirstSighting(claims, ID, 10 * W)).isFalse();
    }

    @Test
    void shouldForgetFasterThanItGrows() {
        for (int i = 0; i < 25; i++) {
            isFirstSighting(claims, new DedupId(i, 0), 10 * W);
        }
        assertThat(claims.forget(10 * W, 1)).isZero();
        for (int i = 0; i < 6; i++) {
            isFirstSighting(claims, new DedupId(i, 1), 12 * W + SKEW);
        }

        assertThat(claims.forget(12 * W + SKEW, 1)).isEqualTo(12);
        assertThat(claims.forget(12 * W + SKEW, 1)).isEqualTo(1);
    }

    @Test
    void shouldGiveBackWithWhatAnOrderWasTaken() {
        assertThat(claims.claim(ID, 10 * W, FirstOrder.bytes("tag-1"))).isNull();
        assertThat(FirstOrder.eventId(Objects.requireNonNull(claims.claim(ID, 11 * W - 1, FirstOrder.bytes("tag-2")))))
                .isEqualTo("tag-1");
    }

    @Test
    void shouldReadOrdersOfEarlierBuilds() {
        long time = 1_795_000_000_000L; // what they wrote: eight bytes of time

        assertThat(FirstOrder.eventId(ByteBuffer.allocate(8).putLong(time).array()))
                .isNull();
        assertThat(FirstOrder.eventId(FirstOrder.bytes("seven_7"))).isEqualTo("seven_7"); // as long as a time
    }

    @Test
    void shouldAgreeWithAnOracleOnAnyOrderOfArrivals() {
        Seeded.repeat(20, random -> {
            KeyValueStore<Bytes, byte[]> fresh =
                    Stores.inMemoryKeyValueStore("claims").get();
            OrderClaims any = claimsIn(fresh);
            Map<DedupId, Long> taken = new HashMap<>();
            long now = 1_000 * W;
            for (int i = 0; i < 2_000; i++) {
                now += random.nextLong(W / 200);
                DedupId id = new DedupId(random.nextInt(50), 0);
                boolean isFirst = isFirstSighting(any, id, now);
                Long since = taken.get(id);
                if (since == null || now - since >= 2 * W + SKEW) {
                    assertThat(isFirst).isTrue();
                } else if (now - since < W) {
                    assertThat(isFirst).isFalse();
                } // in between either is right: "for at least the window"
                if (isFirst) {
                    taken.put(id, now);
                }
                any.forget(now, 1 + random.nextInt(4));
            }
        });
    }

    private static OrderClaims claimsIn(KeyValueStore<Bytes, byte[]> store) {
        return new OrderClaims(store, Generations.ofOrders(Duration.ofMillis(W)));
    }

    private static boolean isFirstSighting(OrderClaims claims, DedupId id, long appendedAtMs) {
        return claims.claim(id, appendedAtMs, FirstOrder.bytes("tag")) == null;
    }
}
