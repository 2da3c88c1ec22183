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
class ClaimsTest {

    private static final long W = Duration.ofHours(49).toMillis();
    private static final long SKEW = Generations.SKEW.toMillis();
    private static final DedupId ID = new DedupId(-1, 2);

    private final KeyValueStore<Bytes, byte[]> store =
            Stores.inMemoryKeyValueStore("claims").get();
    private final Claims claims = new Claims(store, Generations.ofEvents(Duration.ofMillis(W)));

    @Test
    void shouldKnowAnIdentityForAWindowLessAMillisecondAtEveryPhase() {
        long step = W / 97;
        for (long phase = 0; phase < W; phase += step) {
            DedupId id = new DedupId(phase, 1);
            long first = 400_000 * W / 1_000 + phase;

            assertThat(claims.isFirstSighting(id, first)).isTrue();
            assertThat(claims.isFirstSighting(id, first)).isFalse();
            assertThat(claims.isFirstSighting(id, first + W - 1))
                    .as("phase %d", phase)
                    .isFalse();
        }
    }

    @Test
    void shouldKnowAnIdentityAtTheEdgesOfAGeneration() {
        for (long first : new long[] {9 * W, 10 * W - 1, 10 * W - SKEW, 10 * W - SKEW - 1}) {
            DedupId id = new DedupId(first, 1);

            assertThat(claims.isFirstSighting(id, first)).isTrue();
            assertThat(claims.isFirstSighting(id, first + W - 1)).isFalse();
        }
    }

    @Test
    void shouldForgetAnIdentityTwoWindowsLaterAtTheLatest() {
        assertThat(claims.isFirstSighting(ID, 10 * W)).isTrue();
        assertThat(claims.isFirstSighting(ID, 12 * W)).isTrue();
    }

    @Test
    void shouldKnowAnIdentityWhenTheLogsClockStepsBackOverTheEndOfAGeneration() {
        assertThat(claims.isFirstSighting(ID, 10 * W)).isTrue();
        assertThat(claims.isFirstSighting(ID, 10 * W - SKEW)).isFalse();
    }

    @Test
    void shouldForgetOldGenerationsInBoundedStepsAndNothingElse() {
        for (int i = 0; i < 25; i++) {
            claims.isFirstSighting(new DedupId(i, 0), 10 * W);
            claims.isFirstSighting(new DedupId(i, 1), 11 * W);
        }

        assertThat(claims.forget(12 * W, 10)).isZero(); // 11 and, for a clock that steps back, 10 may be asked for
        long now = 12 * W + SKEW;
        assertThat(claims.forget(now, 10)).isEqualTo(10);
        assertThat(claims.forget(now, 10)).isEqualTo(10);
        assertThat(claims.forget(now, 10)).isEqualTo(5);
        assertThat(claims.forget(now, 10)).isZero();
        assertThat(store.approximateNumEntries()).isEqualTo(25);
        assertThat(claims.isFirstSighting(new DedupId(3, 1), 12 * W - 1)).isFalse();
    }

    @Test
    void shouldForgetNothingBeforeTheLogHasToldATime() {
        claims.isFirstSighting(ID, 10 * W);

        assertThat(claims.forget(-1, 10)).isZero();
        assertThat(claims.isFirstSighting(ID, 10 * W)).isFalse();
    }

    @Test
    void shouldKnowWhatWasTakenBeforeTheWindowWasChanged() {
        Claims wider = new Claims(store, Generations.ofEvents(Duration.ofHours(150)));
        Claims narrower = new Claims(store, Generations.ofEvents(Duration.ofHours(30)));
        long later = 10 * W + Duration.ofHours(150).toMillis() - 1;

        assertThat(claims.isFirstSighting(ID, 10 * W)).isTrue();
        assertThat(wider.isFirstSighting(ID, later)).isFalse();
        assertThat(narrower.isFirstSighting(ID, 11 * W)).isFalse();
        assertThat(wider.forget(later + SKEW, 10)).isZero();
        assertThat(claims.isFirstSighting(ID, later)).isTrue(); // its own window is over
    }

    @Test
    void shouldForgetFasterThanItGrows() {
        for (int i = 0; i < 25; i++) {
            claims.isFirstSighting(new DedupId(i, 0), 10 * W);
        }
        assertThat(claims.forget(10 * W, 1)).isZero();
        for (int i = 0; i < 6; i++) {
            claims.isFirstSighting(new DedupId(i, 1), 12 * W + SKEW);
        }

        assertThat(claims.forget(12 * W + SKEW, 1)).isEqualTo(12);
        assertThat(claims.forget(12 * W + SKEW, 1)).isEqualTo(1);
    }

    @Test
    void shouldSpendEighteenBytesOnAnEventId() {
        claims.isFirstSighting(ID, 10_000 * W);

        try (var all = store.all()) {
            var entry = all.next();
            assertThat(entry.key.get()).hasSize(18);
            assertThat(entry.value).isEmpty();
        }
    }

    @Test
    void shouldGiveBackWithWhatAnOrderWasTaken() {
        Claims orders = new Claims(store, Generations.ofOrders(Duration.ofDays(400)));

        assertThat(orders.claim(ID, 10 * W, FirstOrder.bytes("tag-1"))).isNull();
        assertThat(FirstOrder.eventId(Objects.requireNonNull(orders.claim(ID, 20 * W, FirstOrder.bytes("tag-2")))))
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
            Claims any = new Claims(fresh, Generations.ofEvents(Duration.ofMillis(W)));
            Map<DedupId, Long> taken = new HashMap<>();
            long now = 1_000 * W;
            for (int i = 0; i < 2_000; i++) {
                now += random.nextInt((int) (W / 200));
                DedupId id = new DedupId(random.nextInt(50), 0);
                boolean isFirst = any.isFirstSighting(id, now);
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
}
