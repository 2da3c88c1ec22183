package dev.firstlight.loadtest.jmh;

import dev.firstlight.collector.event.EventIds;
import dev.firstlight.collector.event.EventLimits;
import dev.firstlight.collector.event.Hit;
import dev.firstlight.collector.event.HitReader;
import dev.firstlight.collector.event.PixelTable;
import dev.firstlight.collector.event.PlainPixel;
import dev.firstlight.collector.event.PlainQueryReader;
import dev.firstlight.collector.event.RequestFacts;
import dev.firstlight.schema.EventSlices;
import dev.firstlight.schema.PackEncoder;
import dev.firstlight.schema.Refusal;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** From the offsets of a request into a pack: by the general path's objects, and by slices. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class HitBenchmark {

    private static final int EVENTS_A_PACK = 64;

    private final Hits.Hit[] hits = Hits.make();
    private final long[] refused = new long[Refusal.values().length];
    private final EventIds ids = new EventIds();
    private final HitReader general = new HitReader(Hits.PIXELS, ids);
    private final PlainQueryReader plain = new PlainQueryReader(ids, EventLimits.GREATEST);
    private final PixelTable table = new PixelTable(() -> {});
    private final EventSlices slices = new EventSlices();
    private final PackEncoder encoder = new PackEncoder();
    private int next;

    /** Strings and records per event, as behind Netty's decoder. */
    @Benchmark
    public int general() {
        Hits.Hit hit = hits[next++ & Hits.COUNT - 1];
        byte[] request = hit.request();
        RequestFacts facts = new RequestFacts(
                Hits.NOW_MS,
                null,
                false,
                hit.agent().of(request),
                hit.referer().of(request),
                hit.language().of(request),
                null,
                null,
                null);
        String pixel = new String(request, hit.pixel().from(), hit.pixel().length(), StandardCharsets.ISO_8859_1);
        openPack();
        if (general.readQuery(pixel, hit.query().of(request), facts) instanceof Hit.Event event) {
            encoder.append(event.raw());
        }
        return encoder.size();
    }

    /** Slices of the request. */
    @Benchmark
    public int plain() {
        Hits.Hit hit = hits[next++ & Hits.COUNT - 1];
        byte[] request = hit.request();
        slices.clearHeaders();
        slices.userAgent.set(request, hit.agent().from(), hit.agent().length());
        slices.referer.set(request, hit.referer().from(), hit.referer().length());
        slices.acceptLanguage.set(request, hit.language().from(), hit.language().length());
        openPack();
        if (read(hit, request) == PlainQueryReader.Reading.EVENT) {
            encoder.append(slices);
        }
        return encoder.size();
    }

    /** The reading alone: the SHA-256 of the identity is most of it. */
    @Benchmark
    public PlainQueryReader.Reading plainReadingAlone() {
        Hits.Hit hit = hits[next++ & Hits.COUNT - 1];
        return read(hit, hit.request());
    }

    private PlainQueryReader.Reading read(Hits.Hit hit, byte[] request) {
        PlainPixel pixel =
                table.of(Hits.PIXELS, request, hit.pixel().from(), hit.pixel().to());
        return pixel == null
                ? PlainQueryReader.Reading.UNUSUAL
                : plain.read(request, hit.query().from(), hit.query().to(), pixel, false, Hits.NOW_MS, slices);
    }

    private void openPack() {
        if (encoder.count() % EVENTS_A_PACK == 0) {
            encoder.begin(1, 2, 3, 4, 5, 6, 7, 8, refused);
        }
    }
}
