package dev.firstlight.collector.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstlight.collector.log.AckPolicy;
import dev.firstlight.collector.log.EventLog;
import dev.firstlight.collector.log.Outcome;
import dev.firstlight.collector.log.Pack;
import dev.firstlight.collector.log.PackConfig;
import dev.firstlight.collector.meter.CollectorMeter;
import dev.firstlight.runtime.Allocated;
import dev.firstlight.schema.AddressKeys;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.ResourceLeakDetector;
import io.netty.util.concurrent.FastThreadLocalThread;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.function.DoubleSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a plain hit costs in bytes allocated as a whole: read from its socket, scanned, sealed, packed, made durable and answered, with all
 * handlers of a connection. Not in it: the bytes of the pack, which the log keeps, and what Kafka's client allocates.
 */
final class HitAllocationTest {

    /** In a pack, each on a connection of its own. */
    private static final int HITS = 64;

    private static final int PACKS = 200;

    /**
     * The hit itself is 56 bytes. The rest is what a pack costs, over its hits: a list of who waits, its hand-over and hand-back, a task of
     * the loop for its answers. Measured on JDK 17: 67.
     */
    private static final double BYTES_A_HIT_MAX = 80;

    private static final String BROWSER = " HTTP/1.1\r\nHost: t.shop.example\r\nConnection: keep-alive\r\n"
            + "sec-ch-ua: \"Chromium\";v=\"141\"\r\nsec-ch-ua-mobile: ?0\r\nsec-ch-ua-platform: \"Linux\"\r\n"
            + "User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/141.0.0.0 Safari/537.36\r\n"
            + "Accept: image/avif,image/webp,image/*,*/*;q=0.8\r\nReferer: https://shop.example/shoes?colour=blue\r\n"
            + "Accept-Encoding: gzip, deflate, br\r\nAccept-Language: de-DE,de;q=0.9\r\n";

    private final ResourceLeakDetector.Level level = ResourceLeakDetector.getLevel();
    private long packs;
    private long packBytes;

    @TempDir
    private Path keys;

    /** The detector of leaks, which tests run with, makes objects of its own for each buffer. */
    @BeforeEach
    void asInProduction() throws IOException {
        ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.DISABLED);
        int day = (int) (EdgeRig.NOW.toEpochMilli() / Duration.ofDays(1).toMillis());
        Files.write(AddressKeys.fileOf(keys, day), new byte[AddressKeys.FILE_BYTES]);
    }

    @AfterEach
    void asInOtherTests() {
        ResourceLeakDetector.setLevel(level);
    }

    @Test
    void shouldCostLittleMoreThanOneObjectFromItsReadToItsAnswer() {
        double bytes = bytesPerHit(EdgeRig.config(), BROWSER + "\r\n");

        assertThat(bytes).isLessThan(BYTES_A_HIT_MAX);
    }

    @Test
    void shouldCostNoMoreBehindTrustedProxies() {
        TrustedProxies proxies = TrustedProxiesTest.trusting("192.0.2.0/24", "10.0.0.0/8", "2001:db8:aa::/48");
        HttpConfig config = HttpConfigs.with(EdgeRig.config(), "trustedProxies", proxies);

        double bytes = bytesPerHit(
                config, BROWSER + "X-Forwarded-For: 1.1.1.1, 203.0.113.9, [2001:db8:aa::7]:443, 10.0.0.2\r\n\r\n");

        assertThat(bytes).isLessThan(BYTES_A_HIT_MAX);
    }

    private double bytesPerHit(HttpConfig config, String behindTarget) {
        PackConfig packing = new PackConfig(HITS, 65_536, Duration.ofHours(1), AckPolicy.DURABLE);
        byte[] request = ("GET /12345/pixel.png?e=page_view&ct=1795000000000&url=https%3A%2F%2Fshop.example%2Fa"
                        + behindTarget)
                .getBytes(StandardCharsets.US_ASCII);
        ByteBuf in = PooledByteBufAllocator.DEFAULT.directBuffer(request.length).writeBytes(request);
        try (PlainRig rig = new PlainRig(config, packing, keys, this::offer)) {
            EmbeddedChannel[] connections = new EmbeddedChannel[HITS];
            Arrays.setAll(connections, i -> rig.connect());
            double bytesPerPack = onALoopsThread(() -> Allocated.bytesPerCall(PACKS, () -> {
                for (EmbeddedChannel connection : connections) {
                    PlainRig.read(connection, in.retain().readerIndex(0));
                }
                rig.channel.runPendingTasks();
                takeAnswers(connections);
            }));

            long hits = rig.meters.count(CollectorMeter.HITS_SCANNED);
            assertThat(hits).isEqualTo(HITS * packs);
            assertThat(rig.meters.count(CollectorMeter.EVENTS_DURABLE)).isEqualTo(hits);
            assertThat(rig.meters.count(CollectorMeter.ADDRESSES_WITHOUT_KEY)).isZero();
            assertThat(rig.outstanding.count()).isZero();
            double bytes = (bytesPerPack - (double) packBytes / packs) / HITS;
            System.out.printf("a plain hit: %.1f bytes allocated (bytes/hit)%n", bytes);
            return bytes;
        } finally {
            in.release();
        }
    }

    private EventLog.Offer offer(Pack pack) {
        packs++;
        packBytes += pack.bytes().length;
        pack.onDone().accept(Outcome.DURABLE);
        return EventLog.Offer.TAKEN;
    }

    /** Netty uses objects again on threads of its own only. */
    private static double onALoopsThread(DoubleSupplier measure) {
        CompletableFuture<Double> measured = new CompletableFuture<>();
        new FastThreadLocalThread(() -> {
                    try {
                        measured.complete(measure.getAsDouble());
                    } catch (RuntimeException | Error e) {
                        measured.completeExceptionally(e);
                    }
                })
                .start();
        return measured.join();
    }

    private static void takeAnswers(EmbeddedChannel[] connections) {
        for (EmbeddedChannel connection : connections) {
            ByteBuf answer = connection.readOutbound();
            if (answer == null) {
                throw new AssertionError("an answer is missing");
            }
            answer.release();
        }
    }
}
