package dev.firstlight.collector.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstlight.collector.log.AckPolicy;
import dev.firstlight.collector.log.EventLog;
import dev.firstlight.collector.log.Pack;
import dev.firstlight.collector.log.PackConfig;
import dev.firstlight.collector.meter.CollectorMeter;
import dev.firstlight.runtime.Seeded;
import dev.firstlight.schema.AddressKeys;
import dev.firstlight.schema.PackReader;
import dev.firstlight.schema.SchemaBook;
import dev.firstlight.schema.UnreadableException;
import dev.firstlight.schema.avro.RawEvent;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Generated headers, whole and damaged, by bytes and by the reader of Strings that was there before: the same client, cut short alike. */
final class ForwardedWalkTest {

    private static final int HEADERS_PER_SEED = 100;
    private static final int HEADERS = 100_000;
    private static final String DAMAGE = ",,:.[]0123456789abcdefABCDEF%\" \t;/\u00a0\u00ff";

    @TempDir
    private Path keys;

    private final TrustedProxies proxies = TrustedProxiesTest.trusting(ForwardingChain.TRUSTED.toArray(new String[0]));
    private final ForwardedWalk walk = new ForwardedWalk(proxies);

    @Test
    void shouldFindTheSameClientAsTheReaderOfStrings() {
        AtomicInteger walked = new AtomicInteger();
        AtomicInteger cut = new AtomicInteger();

        Seeded.repeat(HEADERS / HEADERS_PER_SEED, random -> {
            for (int i = 0; i < HEADERS_PER_SEED; i++) {
                ForwardingChain chain = ForwardingChain.random(random);
                List<String> lines =
                        random.nextInt(10) == 0 ? nearTheBounds(random) : damaged(chain.headerLines(), random);

                TrustedProxies.Client expected = ForwardedByStrings.clientOf(proxies, chain.peer(), lines);

                assertSame(expected, chain.peer(), lines, random);
                walked.addAndGet(Arrays.equals(expected.address(), chain.peer()) ? 0 : 1);
                cut.addAndGet(expected.isCutShort() ? 1 : 0);
            }
        });

        if (System.getProperty("seed") == null) {
            assertThat(walked.get()).isGreaterThan(HEADERS / 3);
            assertThat(cut.get()).isGreaterThan(HEADERS / 20);
        }
    }

    @Test
    void shouldReadTheSameHopsAsTheReaderOfStrings() {
        AtomicInteger read = new AtomicInteger();

        Seeded.repeat(HEADERS / HEADERS_PER_SEED, random -> {
            byte[] address = new byte[AddressText.BYTES];
            for (int i = 0; i < HEADERS_PER_SEED; i++) {
                String hop = damaged(written(random), random);
                byte[] bytes = hop.getBytes(StandardCharsets.ISO_8859_1);
                byte[] expected = ForwardedByStrings.readHop(hop);

                boolean isRead = AddressText.readHop(bytes, 0, bytes.length, address);

                assertThat(isRead).as("'%s'", hop).isEqualTo(expected != null);
                if (expected != null) {
                    assertThat(address).as("'%s'", hop).isEqualTo(expected);
                    read.incrementAndGet();
                }
            }
        });

        if (System.getProperty("seed") == null) {
            assertThat(read.get()).isBetween(HEADERS / 10, HEADERS * 9 / 10);
        }
    }

    @Test
    void shouldSealTheSameAddressWhicheverWayAHitTook() throws IOException {
        int day = (int) (EdgeRig.NOW.toEpochMilli() / Duration.ofDays(1).toMillis());
        Files.write(AddressKeys.fileOf(keys, day), new byte[AddressKeys.FILE_BYTES]);
        AtomicInteger scanned = new AtomicInteger();

        Seeded.repeat(300, random -> {
            StringBuilder request = new StringBuilder("GET /12345/pixel.png?eid=a HTTP/1.1\r\nHost: t\r\n");
            for (String line : ForwardingChain.random(random).headerLines()) {
                request.append("X-Forwarded-For: ").append(line).append("\r\n");
            }
            byte[] bytes = request.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);

            @Nullable RawEvent whole = event(scanned, bytes, bytes.length);
            @Nullable RawEvent inPieces = event(scanned, bytes, 1 + random.nextInt(bytes.length - 1));

            assertThat(whole).isEqualTo(inPieces);
            assertThat(whole == null || whole.getAddress() != null).isTrue();
        });

        assertThat(scanned.get()).isGreaterThan(System.getProperty("seed") == null ? 50 : -1);
    }

    private void assertSame(TrustedProxies.Client expected, byte[] peer, List<String> lines, Random random) {
        TrustedProxies.Client found = proxies.clientOf(peer, lines);
        assertThat(found.address()).as("%s", lines).isEqualTo(expected.address());
        assertThat(found.isCutShort()).as("%s", lines).isEqualTo(expected.isCutShort());
        byte[] value = String.join(",", lines).getBytes(StandardCharsets.ISO_8859_1);
        int before = random.nextInt(9);
        byte[] request = new byte[before + value.length + random.nextInt(9)];
        random.nextBytes(request);
        System.arraycopy(value, 0, request, before, value.length);

        byte[] client = walk.clientOf(peer, request, lines.isEmpty() ? -1 : before, before + value.length);

        assertThat(client).as("%s", lines).isEqualTo(expected.address());
        assertThat(walk.isCutShort()).as("%s", lines).isEqualTo(expected.isCutShort());
    }

    /** The event that the log is given of a request whose first read has so many bytes; none when it is refused. */
    private @Nullable RawEvent event(AtomicInteger scanned, byte[] request, int firstRead) {
        List<Pack> packs = new ArrayList<>();
        PackConfig packing = new PackConfig(1, 65_536, Duration.ZERO, AckPolicy.DURABLE);
        HttpConfig config = HttpConfigs.with(
                EdgeRig.config(), "trustedProxies", TrustedProxiesTest.trusting("192.0.2.0/24", "10.0.0.0/8"));
        EventLog log = pack -> packs.add(pack) ? EventLog.Offer.TAKEN : EventLog.Offer.FULL;
        try (PlainRig rig = new PlainRig(config, packing, keys, log)) {
            rig.read(Unpooled.copiedBuffer(request, 0, firstRead));
            if (firstRead < request.length) {
                rig.read(Unpooled.copiedBuffer(request, firstRead, request.length - firstRead));
            }
            scanned.addAndGet((int) rig.meters.count(CollectorMeter.HITS_SCANNED));
            return packs.isEmpty()
                    ? null
                    : Objects.requireNonNull(new PackReader(new SchemaBook())
                            .read(packs.get(0).bytes())
                            .items()
                            .get(0)
                            .event());
        } catch (UnreadableException e) {
            throw new AssertionError(e.detail(), e);
        }
    }

    private static String written(Random random) {
        try {
            byte[] bytes = new byte[random.nextBoolean() ? 4 : 16];
            random.nextBytes(bytes);
            if (random.nextBoolean()) {
                Arrays.fill(bytes, bytes.length / 4, bytes.length / 2, (byte) 0);
            }
            String text = InetAddress.getByAddress(bytes).getHostAddress();
            String short6 = text.replaceFirst("(^|:)0(:0)+(:|$)", "::");
            return switch (random.nextInt(4)) {
                case 0 -> bytes.length == 4 ? "::ffff:" + text : short6;
                case 1 -> bytes.length == 4 ? text + ":" + random.nextInt(70_000) : "[" + short6 + "]:80";
                case 2 -> " " + text + "\t";
                default -> text;
            };
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    /** About as many trusted hops as are walked, and in one case of two about as many characters. */
    private static List<String> nearTheBounds(Random random) {
        int hops = TrustedProxies.HOPS_MAX - 2 + random.nextInt(4);
        int spaces = random.nextBoolean() ? 0 : TrustedProxies.CHARS_MAX / hops - 12 + random.nextInt(4);
        return List.of("198.51.100.1" + ("," + " ".repeat(spaces) + "10.0.0.2").repeat(hops)
                + " ".repeat(random.nextInt(100)));
    }

    private static List<String> damaged(List<String> lines, Random random) {
        if (random.nextInt(3) > 0) {
            return lines;
        }
        return lines.stream().map(line -> damaged(line, random)).toList();
    }

    private static String damaged(String text, Random random) {
        StringBuilder damaged = new StringBuilder(text);
        for (int changes = random.nextInt(3); changes > 0 && damaged.length() > 0; changes--) {
            int at = random.nextInt(damaged.length());
            char c = DAMAGE.charAt(random.nextInt(DAMAGE.length()));
            switch (random.nextInt(3)) {
                case 0 -> damaged.setCharAt(at, c);
                case 1 -> damaged.insert(at, c);
                default -> damaged.deleteCharAt(at);
            }
        }
        return damaged.toString();
    }
}
