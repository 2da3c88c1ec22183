package dev.firstlight.runtime;

import com.codahale.metrics.Counter;
import com.codahale.metrics.MetricRegistry;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.prometheus.metrics.model.snapshots.Quantile;
import io.prometheus.metrics.model.snapshots.Quantiles;
import io.prometheus.metrics.model.snapshots.SummarySnapshot;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.HdrHistogram.Histogram;

/**
 * The counters, gauges and timings of one service, made from its catalogue.
 *
 * <p>Threads: any; counting is a {@code LongAdder} and never blocks. Every meter of the catalogue is exposed from the start, at
 * zero, so that an alert on it can be written before it ever fires.
 */
public final class Meters {

    private static final double NANOS_PER_SECOND = 1e9;
    private static final double PERCENT = 100;
    private static final double[] QUANTILES = {0.5, 0.9, 0.99, 0.999};

    private final String service;
    private final List<? extends Meter> catalogue;
    private final MetricRegistry registry = new MetricRegistry();
    private final Counter[][] counters;
    private final Timings[] timings;
    private final Map<Meter, LongSupplier> gauges = new ConcurrentHashMap<>();

    /** {@code service} prefixes every exposed name, as in {@code collector_hits_received_total}. */
    public <E extends Enum<E> & Meter> Meters(String service, Class<E> catalogue) {
        this.service = service.replace('-', '_');
        this.catalogue = List.of(catalogue.getEnumConstants());
        this.counters = new Counter[this.catalogue.size()][];
        this.timings = new Timings[this.catalogue.size()];
        for (int i = 0; i < this.catalogue.size(); i++) {
            Meter meter = this.catalogue.get(i);
            switch (meter.kind()) {
                case COUNTER -> counters[i] = counters(meter);
                case NANOS -> timings[i] = new Timings(System::nanoTime);
                case GAUGE -> gauges.put(meter, () -> 0);
            }
        }
    }

    public void add(Meter meter) {
        add(meter, 1);
    }

    public void add(Meter meter, long count) {
        counters[ordinal(meter)][0].inc(count);
    }

    /** Counts one under the reason it is split by. */
    public void add(Meter meter, Enum<?> reason) {
        add(meter, reason, 1);
    }

    public void add(Meter meter, Enum<?> reason, long count) {
        counters[ordinal(meter)][reason.ordinal()].inc(count);
    }

    /** The sum over all reasons. */
    public long count(Meter meter) {
        long sum = 0;
        for (Counter counter : counters[ordinal(meter)]) {
            sum += counter.getCount();
        }
        return sum;
    }

    public long count(Meter meter, Enum<?> reason) {
        return counters[ordinal(meter)][reason.ordinal()].getCount();
    }

    public void recordNanos(Meter meter, long nanos) {
        timings[ordinal(meter)].record(nanos);
    }

    /** From now on {@code reading} answers for {@code meter}; it is called on the admin thread and must not block. */
    public void gauge(Meter meter, LongSupplier reading) {
        gauges.put(meter, reading);
    }

    /** All meters in Prometheus' text format. */
    public String prometheusText() {
        List<MetricSnapshot> snapshots = new ArrayList<>();
        for (int i = 0; i < catalogue.size(); i++) {
            snapshots.add(snapshot(catalogue.get(i), i));
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            PrometheusTextFormatWriter.builder().build().write(out, new MetricSnapshots(snapshots));
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory cannot fail", e);
        }
        return out.toString(StandardCharsets.UTF_8);
    }

    private MetricSnapshot snapshot(Meter meter, int index) {
        String name = service + "_" + meter.metricName();
        return switch (meter.kind()) {
            case COUNTER -> counterSnapshot(name, meter, counters[index]);
            case GAUGE ->
                GaugeSnapshot.builder()
                        .name(name)
                        .help(meter.help())
                        .dataPoint(GaugeSnapshot.GaugeDataPointSnapshot.builder()
                                .value(gauges.getOrDefault(meter, () -> 0).getAsLong())
                                .build())
                        .build();
            case NANOS -> summarySnapshot(name, meter, timings[index]);
        };
    }

    private static MetricSnapshot counterSnapshot(String name, Meter meter, Counter[] counters) {
        CounterSnapshot.Builder builder = CounterSnapshot.builder().name(name).help(meter.help());
        Object[] reasons = meter.reasons().getEnumConstants();
        for (int i = 0; i < counters.length; i++) {
            Labels labels = reasons == null
                    ? Labels.EMPTY
                    : Labels.of("reason", ((Enum<?>) reasons[i]).name().toLowerCase(Locale.ROOT));
            builder.dataPoint(CounterSnapshot.CounterDataPointSnapshot.builder()
                    .labels(labels)
                    .value(counters[i].getCount())
                    .build());
        }
        return builder.build();
    }

    private static MetricSnapshot summarySnapshot(String name, Meter meter, Timings timings) {
        Histogram recent = timings.recent();
        Quantile[] quantiles = new Quantile[QUANTILES.length];
        for (int i = 0; i < QUANTILES.length; i++) {
            quantiles[i] =
                    new Quantile(QUANTILES[i], recent.getValueAtPercentile(PERCENT * QUANTILES[i]) / NANOS_PER_SECOND);
        }
        return SummarySnapshot.builder()
                .name(name.replaceAll("_nanos$", "_seconds"))
                .help(meter.help())
                .dataPoint(SummarySnapshot.SummaryDataPointSnapshot.builder()
                        .count(timings.count())
                        .quantiles(Quantiles.of(quantiles))
                        .build())
                .build();
    }

    private Counter[] counters(Meter meter) {
        Object[] reasons = meter.reasons().getEnumConstants();
        Counter[] result = new Counter[reasons == null ? 1 : reasons.length];
        for (int i = 0; i < result.length; i++) {
            result[i] = registry.counter(meter.metricName() + (reasons == null ? "" : "." + reasons[i]));
        }
        return result;
    }

    private static int ordinal(Meter meter) {
        return ((Enum<?>) meter).ordinal();
    }
}
