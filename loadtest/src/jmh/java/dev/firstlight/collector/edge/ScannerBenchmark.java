package dev.firstlight.collector.edge;

import dev.firstlight.loadtest.bench.load.PixelRequests;
import dev.firstlight.runtime.Settings;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.ReferenceCountUtil;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Random;
import java.util.Set;
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

/** The head of a browser's request: found by the scanner, and decoded. In this package since both are nobody else's. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class ScannerBenchmark {

    private static final int COUNT = 1_024;
    private static final HttpConfig CONFIG = HttpConfig.from(Settings.load("collector", null, Map.of(), Set.of()));

    private final byte[][] requests = new byte[COUNT][];
    private final RequestScanner scanner = new RequestScanner(CONFIG);
    private final EmbeddedChannel decoder = new EmbeddedChannel(new StrictDecoder(CONFIG));
    private int next;

    public ScannerBenchmark() {
        Random random = new Random(4);
        for (int i = 0; i < COUNT; i++) {
            requests[i] = PixelRequests.request(i, random, true).getBytes(StandardCharsets.US_ASCII);
        }
    }

    /** Where its parts are. */
    @Benchmark
    public boolean scan() {
        byte[] request = requests[next++ & COUNT - 1];
        return scanner.scan(request, 0, request.length);
    }

    /** As objects; without routing and reading it. */
    @Benchmark
    public Object decode() {
        byte[] request = requests[next++ & COUNT - 1];
        decoder.writeInbound(Unpooled.wrappedBuffer(request));
        Object head = decoder.readInbound();
        ReferenceCountUtil.release(decoder.readInbound());
        return head;
    }
}
