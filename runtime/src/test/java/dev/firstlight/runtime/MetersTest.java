package dev.firstlight.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import org.junit.jupiter.api.Test;

final class MetersTest {

    private final Meters meters = new Meters("test-service", TestMeter.class);

    @Test
    void shouldExposeEveryMeterAtZeroFromTheStartWithItsHelp() {
        String text = meters.prometheusText();

        assertThat(text.lines())
                .contains(
                        "# HELP test_service_hits_received_total Hits received.",
                        "# TYPE test_service_hits_received_total counter",
                        "test_service_hits_received_total 0.0",
                        "test_service_hits_refused_total{reason=\"uri_too_long\"} 0.0",
                        "test_service_hits_refused_total{reason=\"nul_byte\"} 0.0",
                        "# TYPE test_service_queue_bytes gauge",
                        "test_service_queue_bytes 0.0",
                        "# TYPE test_service_request_seconds summary",
                        "test_service_request_seconds_count 0");
        for (TestMeter meter : TestMeter.values()) {
            assertThat(text).contains(meter.help());
        }
    }

    @Test
    void shouldCountByReasonAndAddThemUp() {
        meters.add(TestMeter.HITS_RECEIVED);
        meters.add(TestMeter.HITS_RECEIVED, 4);
        meters.add(TestMeter.HITS_REFUSED, TestMeter.Reason.NUL_BYTE);
        meters.add(TestMeter.HITS_REFUSED, TestMeter.Reason.URI_TOO_LONG, 2);

        assertThat(meters.count(TestMeter.HITS_RECEIVED)).isEqualTo(5);
        assertThat(meters.count(TestMeter.HITS_REFUSED)).isEqualTo(3);
        assertThat(meters.count(TestMeter.HITS_REFUSED, TestMeter.Reason.URI_TOO_LONG))
                .isEqualTo(2);
        assertThat(meters.prometheusText().lines())
                .contains(
                        "test_service_hits_received_total 5.0",
                        "test_service_hits_refused_total{reason=\"uri_too_long\"} 2.0");
    }

    @Test
    void shouldReadAGaugeWhenAskedAndShowDurationsInSeconds() {
        long[] bytes = {7};
        meters.gauge(TestMeter.QUEUE_BYTES, () -> bytes[0]);
        bytes[0] = 9;
        meters.recordNanos(TestMeter.REQUEST_NANOS, 2_000_000_000L);

        assertThat(meters.prometheusText().lines())
                .contains("test_service_queue_bytes 9.0", "test_service_request_seconds_count 1")
                .filteredOn(line -> line.startsWith("test_service_request_seconds{quantile=\"0.5\"} "))
                .singleElement()
                .satisfies(line -> assertThat(Double.parseDouble(line.substring(line.indexOf('}') + 2)))
                        .isCloseTo(2.0, withinPercentage(1)));
    }
}
