package dev.firstlight.loadtest.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.firstlight.loadtest.bench.process.CollectorCounts;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class CostRoundsTest {

    private static final Duration ONE_SECOND = Duration.ofSeconds(1);

    @Test
    void shouldShareOutProcessorTimeAndBytesAmongTheRequests() {
        CostSample sample = CostSample.of(
                100_000,
                Duration.ofMillis(1_500),
                Duration.ofMillis(300),
                Duration.ofMillis(500),
                Duration.ofSeconds(2),
                new CollectorCounts(50_000, 1_000, 3_200_000, 20_000_000));

        assertThat(sample).isEqualTo(new CostSample(15, 0.2, 5, 64, 400, 50, 50_000, 0.75));
    }

    @Test
    void shouldFormEachRatioInsideItsRound() {
        CostRounds rounds = new CostRounds();
        rounds.add(round(10, 1));
        rounds.add(round(20, 2)); // a neighbour took half of the machine: both cost twice as much
        rounds.add(round(10, 1));

        Map<String, Double> figures = new HashMap<>();
        rounds.figures().forEach(figure -> figures.put(figure.name(), figure.value()));

        assertThat(figures.get("cpu_per_request_vs_nginx")).isCloseTo(1.5, within(1e-9));
        assertThat(figures.get("cpu_per_request_vs_nginx_64_connections")).isCloseTo(2, within(1e-9));
        assertThat(figures.get("produce_cpu_per_event_vs_one_send")).isCloseTo(0.4, within(1e-9));
        assertThat(figures.get("collector_and_broker_cpu_vs_one_send")).isCloseTo(0.5, within(1e-9));
        assertThat(figures.get("cpu_growth_at_10_times_connections")).isCloseTo(1.1, within(1e-9));
        assertThat(rounds.figures().get(0).rounds()).isEqualTo(Rounds.of(1.5, 1.5, 1.5));
    }

    @Test
    void shouldMissWhatWasNotMeasuredInOneRoundAndDoWithoutTheScanner() {
        CostRounds rounds = new CostRounds();
        rounds.add(round(10, 1));
        Map<CostCell, CostSample> broken = new HashMap<>(round(10, 1));
        broken.put(CostCell.NGINX, CostSample.NONE);
        rounds.add(broken);

        List<Figure> figures = rounds.figures();

        assertThat(figures.get(0).isOk()).isFalse();
        assertThat(figures.get(0).baseline()).contains("general none");
        assertThat(figures.get(1).value()).isCloseTo(2, within(1e-9));
    }

    /** @param micros of nginx; the others follow */
    private static Map<CostCell, CostSample> round(double micros, double brokerMicros) {
        return Map.of(
                CostCell.FLOOR, sample(0.8 * micros, 0),
                CostCell.NGINX, sample(micros, 0),
                CostCell.NGINX_FEW, sample(0.9 * micros, 0),
                CostCell.OURS, sample(1.5 * micros, brokerMicros),
                CostCell.OURS_UNSENT, sample(1.1 * micros, 0),
                CostCell.ONE_SEND, sample(2.2 * micros, 10 * brokerMicros),
                CostCell.ONE_SEND_UNSENT, sample(1.2 * micros, 0),
                CostCell.OURS_FEW, sample(1.8 * micros, brokerMicros),
                CostCell.OURS_MANY, sample(1.98 * micros, brokerMicros));
    }

    private static CostSample sample(double cpuMicros, double brokerMicros) {
        return new CostSample(cpuMicros, 0, brokerMicros, 64, 400, 50, ONE_SECOND.toNanos(), 1);
    }
}
