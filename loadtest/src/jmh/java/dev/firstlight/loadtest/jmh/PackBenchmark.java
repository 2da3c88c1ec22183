package dev.firstlight.loadtest.jmh;

import dev.firstlight.schema.AddressKeys;
import dev.firstlight.schema.DayKey;
import dev.firstlight.schema.EventSlices;
import dev.firstlight.schema.IdentityHasher;
import dev.firstlight.schema.PackEncoder;
import dev.firstlight.schema.Refusal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What each event of a pack costs behind the reading: its place in the pack, its identity, the seal of its address. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class PackBenchmark {

    private static final int EVENTS_A_PACK = 64;
    private static final int DAY = 20_775;

    private final PackEncoder encoder = new PackEncoder();
    private final IdentityHasher hasher = new IdentityHasher();
    private final EventSlices slices = new EventSlices();
    private final long[] refused = new long[Refusal.values().length];
    private final byte[] pixel = new byte[13];
    private final byte[] eventId = new byte[36];
    private final byte[] address = new byte[DayKey.ADDRESS_BYTES];
    private final byte[] sealed = new byte[DayKey.ADDRESS_BYTES];
    private long sequence;
    private final DayKey key = key();

    @Setup
    public void fill() {
        Hits.Hit hit = Hits.make()[0];
        slices.clear();
        slices.receivedAtMs = Hits.NOW_MS;
        slices.pixel.set(pixel);
        slices.site.set(pixel);
        slices.eventId.set(eventId);
        slices.payload.set(hit.request(), hit.query().from(), hit.query().length());
        slices.userAgent.set(hit.request(), hit.agent().from(), hit.agent().length());
        slices.referer.set(hit.request(), hit.referer().from(), hit.referer().length());
        slices.acceptLanguage.set(
                hit.request(), hit.language().from(), hit.language().length());
    }

    /** A whole pack, its header and the copy that the log keeps included. */
    @Benchmark
    @OperationsPerInvocation(EVENTS_A_PACK)
    public byte[] encode() {
        encoder.begin(1, 2, 3, 4, 5, 6, 7, 8, refused);
        for (int i = 0; i < EVENTS_A_PACK; i++) {
            encoder.append(slices);
        }
        return encoder.finish();
    }

    @Benchmark
    public long identify() {
        hasher.hashEvent(pixel, eventId, 0, eventId.length);
        return hasher.lo();
    }

    @Benchmark
    public byte[] seal() {
        key.seal(address, 7, 3, 5, sequence++, sealed);
        return sealed;
    }

    private static DayKey key() {
        try {
            Path directory = Files.createTempDirectory("keys");
            Path file = AddressKeys.fileOf(directory, DAY);
            Files.write(file, new byte[AddressKeys.FILE_BYTES]);
            DayKey key = new AddressKeys(directory, InstantSource.fixed(Instant.EPOCH)).ofDay(DAY);
            Files.delete(file);
            Files.delete(directory);
            return Objects.requireNonNull(key);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
