package dev.firstlight.sink;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Against a stream that takes so many bytes a second and no more. */
final class PaceTest {

    private static final long SECOND = 1_000_000_000;
    private static final int MIB = 1 << 20;
    private static final int RECORD = 1_000 << 10;
    private static final List<RowRecord> CALL = Stream.generate(
                    () -> new RowRecord(new byte[RECORD], 1, new RecordCells(), 0))
            .limit(4)
            .toList();

    /** A quota as a bucket that holds one second's worth; what does not fit is turned away record by record. */
    private static final class Quota {
        private final long bytesPerSecond;
        private double room;
        private long sinceNanos;

        Quota(long bytesPerSecond) {
            this.bytesPerSecond = bytesPerSecond;
            this.room = bytesPerSecond;
        }

        long take(List<RowRecord> records, long nowNanos) {
            room = Math.min(bytesPerSecond, room + (double) bytesPerSecond * (nowNanos - sinceNanos) / SECOND);
            sinceNanos = nowNanos;
            long taken = 0;
            for (RowRecord record : records) {
                if (record.bytes().length <= room) {
                    room -= record.bytes().length;
                    taken += record.bytes().length;
                }
            }
            return taken;
        }
    }

    private record Outcome(double bytesPerSecond, int calls, int throttles) {}

    @Test
    void shouldNotSlowWhoIsNotThrottled() {
        Pace pace = new Pace(0);

        pace.taken(4 * MIB, 1);

        assertThat(pace.waitNanos(1)).isZero();
        assertThat(pace.portion(CALL)).hasSize(4);
        assertThat(pace.limit()).isEqualTo(Pace.NONE);
    }

    @Test
    void shouldUseMostOfAQuotaWhateverItIsAndBeThrottledSeldom() {
        for (int mib : List.of(1, 2, 5)) {
            Outcome outcome = sendFor(600, new Pace(0), new Quota((long) mib * MIB), 0);

            assertThat(outcome.bytesPerSecond()).as("of %d MiB/s", mib).isBetween(0.6 * mib * MIB, 1.01 * mib * MIB);
            assertThat(outcome.throttles()).as("of %d calls", outcome.calls()).isLessThan(outcome.calls() / 4);
        }
    }

    @Test
    void shouldForgetItsLimitOnceTheQuotaHasGrown() {
        Pace pace = new Pace(0);
        sendFor(60, pace, new Quota(MIB), 0);
        assertThat(pace.limit()).isPositive();

        sendFor(600, pace, new Quota(1_000L * MIB), 60 * SECOND);

        assertThat(pace.limit()).isEqualTo(Pace.NONE);
    }

    @Test
    void shouldHalveOnceForOneBurst() {
        Pace pace = new Pace(0);
        pace.taken(8 * MIB, SECOND);
        pace.tooMuch(0, SECOND + 1);
        long halved = pace.limit();

        pace.tooMuch(0, SECOND + 2);
        assertThat(pace.limit()).isEqualTo(halved);
        pace.tooMuch(0, 2 * SECOND + 2);

        assertThat(pace.limit()).isEqualTo(halved / 2);
    }

    @Test
    void shouldAlwaysTryAtLeastOneRecord() {
        Pace pace = new Pace(0);
        for (int i = 0; i < 40; i++) {
            pace.tooMuch(0, i * SECOND);
        }

        assertThat(pace.portion(CALL)).hasSize(1);
        assertThat(pace.limit()).isEqualTo(64 << 10);
    }

    /** Sends without a pause but what the pace asks for; what was turned away is sent again, with a second's back-off. */
    private static Outcome sendFor(int seconds, Pace pace, Quota quota, long fromNanos) {
        quota.sinceNanos = fromNanos;
        long now = fromNanos;
        long sum = 0;
        int calls = 0;
        int throttles = 0;
        while (now < fromNanos + seconds * SECOND) {
            now += pace.waitNanos(now);
            List<RowRecord> tried = pace.portion(CALL);
            now += SECOND / 20; // the call
            long taken = quota.take(tried, now);
            sum += taken;
            calls++;
            if (taken < RowRecord.bytesOf(tried)) {
                throttles++;
                pace.tooMuch(taken, now);
                now += SECOND;
            } else {
                pace.taken(taken, now);
            }
        }
        return new Outcome((double) sum * SECOND / (now - fromNanos), calls, throttles);
    }
}
