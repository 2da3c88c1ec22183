package dev.firstlight.standalone.firehose;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class QuotaFirehoseTest {

    private static final long SECOND = 1_000_000_000;

    private final AtomicLong nanos = new AtomicLong(-5);
    private final Taking taking = new Taking();

    @Test
    void shouldTakeASecondsWorthAtOnceAndThenEvenlyMore() throws Exception {
        QuotaFirehose firehose = with(new Quota(0, 0, 1_000));

        assertThat(isTaken(firehose, 1, 600)).isTrue();
        assertThat(isTaken(firehose, 1, 600)).isFalse();
        nanos.addAndGet(SECOND / 10);
        assertThat(isTaken(firehose, 1, 501)).isFalse();
        assertThat(isTaken(firehose, 1, 500)).isTrue();
        nanos.addAndGet(10 * SECOND);
        assertThat(isTaken(firehose, 1, 1_000))
                .as("no more than a second's worth")
                .isTrue();
        assertThat(isTaken(firehose, 1, 1)).isFalse();
        assertThat(taking.records).isEqualTo(3);
    }

    @Test
    void shouldCountCallsAndRecordsToo() throws Exception {
        QuotaFirehose calls = with(new Quota(2, 0, 0));
        QuotaFirehose records = with(new Quota(0, 10, 0));

        assertThat(isTaken(calls, 500, 1)).isTrue();
        assertThat(isTaken(calls, 1, 1)).isTrue();
        assertThat(isTaken(calls, 1, 1)).isFalse();
        assertThat(isTaken(records, 11, 1)).isFalse();
        assertThat(isTaken(records, 10, 1)).isTrue();
        assertThat(isTaken(records, 1, 1)).isFalse();
    }

    @Test
    void shouldHoldEachStreamToAnAllowanceOfItsOwn() throws Exception {
        QuotaFirehose firehose = with(new Quota(1, 0, 0));

        firehose.put("one", List.of(new byte[1]));
        firehose.put("two", List.of(new byte[1]));

        assertThat(taking.records).isEqualTo(2);
    }

    @Test
    void shouldTakeAnyAmountWithoutAQuota() throws Exception {
        QuotaFirehose firehose = with(Quota.NONE);

        for (int i = 0; i < 1_000; i++) {
            assertThat(isTaken(firehose, 500, 10_000)).isTrue();
        }
    }

    private QuotaFirehose with(Quota quota) {
        return new QuotaFirehose(taking, quota, nanos::get);
    }

    private static boolean isTaken(QuotaFirehose firehose, int records, int bytes) {
        List<byte[]> data = new ArrayList<>(Collections.nCopies(records, new byte[0]));
        data.set(0, new byte[bytes]);
        try {
            firehose.put("events", data);
            return true;
        } catch (RefusedCallException e) {
            assertThat(e.error()).isEqualTo(FirehoseError.SERVICE_UNAVAILABLE);
            return false;
        }
    }

    /** Takes everything. */
    private static final class Taking implements Firehose {
        private int records;

        @Override
        public List<Outcome> put(String stream, List<byte[]> given) {
            records += given.size();
            return given.stream().map(data -> Outcome.accepted("id")).toList();
        }

        @Override
        public void create(StreamDefinition definition) {}

        @Override
        public StreamDefinition describe(String stream) {
            return new StreamDefinition(stream, "", new BufferingHints(1, 0), Instant.EPOCH);
        }

        @Override
        public List<String> names() {
            return List.of();
        }
    }
}
