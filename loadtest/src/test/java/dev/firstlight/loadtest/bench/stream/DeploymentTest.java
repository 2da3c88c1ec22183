package dev.firstlight.loadtest.bench.stream;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class DeploymentTest {

    @Test
    void shouldMultiplyOutWhatWasMeasured() {
        String text = new Deployment()
                .cpuMicros(24)
                .brokerMicros(3)
                .perSecondOfAThread(40_000)
                .rawBytes(150)
                .eventBytes(300)
                .changelogBytes(40)
                .diskBytesPerId(50)
                .restoredPerSecond(250_000)
                .text();

        assertThat(text)
                .contains("cores       2.4 of processor busy, 4.0 to have")
                .contains("0.3 of broker")
                .contains("partitions  at least 5.0: a stream thread does 40000 events/s")
                .contains("raw         150 B an event: 15 MB/s in, 12 TB for 3 days in 3 replicas")
                .contains("events      300 B an event: 30 MB/s in, 54 TB for 7 days in 3 replicas")
                .contains("changelogs  40 B an event: 4.0 MB/s in, 12 MB/s with 3 replicas")
                .contains("17.6 to 35.3 thousand million ids (one to two windows of 49 h), 50 B each: 0.9 to 1.8 TB")
                .contains("in 1.1 to 2.3 minutes");
    }

    @Test
    void shouldSayThatItDoesNotKnowWhatWasNotMeasured() {
        assertThat(new Deployment().text())
                .contains("none of processor busy")
                .contains("raw         none B an event")
                .doesNotContain("NaN");
    }
}
