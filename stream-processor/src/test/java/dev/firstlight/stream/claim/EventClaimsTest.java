package dev.firstlight.stream.claim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstlight.runtime.Seeded;
import dev.firstlight.schema.DedupId;
import dev.firstlight.stream.ids.IdStore;
import dev.firstlight.stream.ids.IdStoreKit;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An identity is known for the window, whatever the phase, and forgotten after. */
class EventClaimsTest {

    private static final long W = Duration.ofHours(49).toMillis();
    private static final long SKEW = Generations.SKEW.toMillis();
    private static final DedupId ID = new DedupId(-1, 2);

    @TempDir
    Path directory;

    private IdStore store;
    private EventClaims claims;

    @BeforeEach
    void open() {
        store = new IdStoreKit(directory).store;
        claims = claimsWithin(Duration.ofMillis(W));
    }

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
    void shouldForgetNothingBeforeTheLogHasToldATime() {
        claims.isFirstSighting(ID, 10 * W);

        assertThat(claims.forget(-1, 10)).isZero();
        assertThat(claims.isFirstSighting(ID, 10 * W)).isFalse();
    }

    @Test
    void shouldKnowWhatWasTakenBeforeTheWindowWasChanged() {
        EventClaims wider = claimsWithin(Duration.ofHours(150));
        EventClaims narrower = claimsWithin(Duration.ofHours(30));
        long later = 10 * W + Duration.ofHours(150).toMillis() - 1;

        assertThat(claims.isFirstSighting(ID, 10 * W)).isTrue();
        assertThat(wider.isFirstSighting(ID, later)).isFalse();
        assertThat(narrower.isFirstSighting(ID, 11 * W)).isFalse();
        assertThat(wider.forget(later + SKEW, 10)).isZero();
        assertThat(claims.isFirstSighting(ID, later)).isTrue(); // its own window is over
    }

    @Test
    void shouldForgetAGenerationWhenNothingMayLookIntoItAnyMoreAndNothingElse() {
        for (int i = 0; i < 25; i++) {
            claims.isFirstSighting(new DedupId(i, 0), 10 * W);
            claims.isFirstSighting(new DedupId(i, 1), 11 * W);
        }

        assertThat(claims.forget(12 * W, 10)).isZero(); // 11 and, for a clock that steps back, 10 may be asked for
        assertThat(claims.forget(12 * W + SKEW, 10)).isEqualTo(25);
        assertThat(claims.forget(12 * W + SKEW, 10)).isZero();
        assertThat(store.count()).isEqualTo(25);
        assertThat(claims.isFirstSighting(new DedupId(3, 1), 12 * W - 1)).isFalse();
    }

    @Test
    void shouldAgreeWithAnOracleOnAnyOrderOfArrivals() {
        Seeded.repeat(20, random -> {
            Path fresh = directory.resolve("seed" + random.nextLong());
            EventClaims any = new EventClaims(new IdStoreKit(fresh).store, Generations.ofEvents(Duration.ofMillis(W)));
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

    private EventClaims claimsWithin(Duration window) {
        return new EventClaims(store, Generations.ofEvents(window));
    }
}
