package dev.firstlight.collector.edge;

import dev.firstlight.collector.event.RequestFacts;
import dev.firstlight.collector.meter.CollectorMeter;
import dev.firstlight.runtime.Meters;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The same bytes through scanner and general path: what the scanner takes, the general path must take as exactly as many bytes and read alike.
 *
 * <p>Also a target for Jazzer, which calls {@link #fuzzerTestOneInput} with bytes that it makes from what they reach in the code:
 * {@code jazzer --target_class=dev.firstlight.collector.edge.ScannerAgainstDecoder}.
 */
public final class ScannerAgainstDecoder {

    private static final HttpConfig CONFIG = EdgeRig.config();
    private static final byte[] STALE =
            "1 HTTP/1.1\r\nHost: stale\r\nSec-GPC: 1\r\n\r\nGET /stale/pixel.png HTTP/1.1\r\nHost: t\r\n\r\n"
                    .getBytes(StandardCharsets.US_ASCII);

    /** Which of them come in two reads: those make the decoder copy, under the leak detector of tests, which is slow. */
    private static final int IN_TWO_EACH = 251;

    private static final InetSocketAddress PEER = new InetSocketAddress("192.0.2.7", 4_711);
    private static final ScannerAgainstDecoder FUZZED = new ScannerAgainstDecoder();

    private final Route.Table routes = new Route.Table(CONFIG, Map.of());
    private final Meters meters = new Meters("collector", CollectorMeter.class);
    private final RequestScanner scanner = new RequestScanner(CONFIG);
    private @Nullable EmbeddedChannel channel;
    private byte[] bytes = new byte[0];

    /** Jazzer's entry. */
    public static void fuzzerTestOneInput(byte[] bytes) {
        FUZZED.isTaken(bytes);
    }

    /** Whether the scanner takes the request at the beginning of these bytes; fails when the general path would not, or not so. */
    boolean isTaken(byte[] given) {
        bytes = Arrays.copyOf(given, given.length + STALE.length);
        System.arraycopy(STALE, 0, bytes, given.length, STALE.length); // of the read before, as in production
        if (!scanner.scan(bytes, 0, given.length)) {
            return false;
        }
        byte[] taken = Arrays.copyOf(bytes, scanner.end());
        EmbeddedChannel used = channel == null ? new EmbeddedChannel(new StrictDecoder(CONFIG)) : channel;
        channel = null; // after a failure it is not used again
        if (taken.length % IN_TWO_EACH == 0) {
            used.writeInbound(Unpooled.wrappedBuffer(taken, 0, taken.length - 1));
            require("complete only with its last byte", used.<@Nullable Object>readInbound() == null);
            used.writeInbound(Unpooled.wrappedBuffer(taken, taken.length - 1, 1));
        } else {
            used.writeInbound(Unpooled.wrappedBuffer(taken));
        }
        HttpRequest request = used.readInbound();
        LastHttpContent last = used.readInbound();
        require("whole", request != null && last != null);
        require("without a body", !last.content().isReadable());
        require("of as many bytes", ((StrictDecoder) used.pipeline().first()).isIdle());
        compare(request);
        ReferenceCountUtil.release(last);
        channel = used;
        return true;
    }

    private void compare(HttpRequest request) {
        require("taken", RequestRules.refusal(request, CONFIG.uriBytesMax()) == null);
        require("a GET", request.method().equals(HttpMethod.GET));
        require("of HTTP/1.1", request.protocolVersion().equals(HttpVersion.HTTP_1_1));
        require("kept alive", HttpUtil.isKeepAlive(request));
        require("of no length", HttpUtil.getContentLength(request, 0L) == 0);
        Route.Pixel pixel = new Route.Pixel(text(scanner.pixelFrom(), scanner.pixelTo()), scanner.isGif());
        alike("pixel", pixel, routes.of(Target.path(request.uri())));
        String query = new String(Target.query(request.uri()), StandardCharsets.ISO_8859_1);
        alike("query", text(scanner.queryFrom(), scanner.queryTo()), query);
        RequestFacts facts = RequestFactsReader.read(request.headers(), PEER, 0, CONFIG.trustedProxies(), meters);
        alike(HotField.USER_AGENT, facts.userAgent(), RequestFactsReader.USER_AGENT_MAX);
        alike(HotField.REFERER, facts.referer(), RequestFactsReader.REFERER_MAX);
        alike(HotField.ACCEPT_LANGUAGE, facts.acceptLanguage(), RequestFactsReader.ACCEPT_LANGUAGE_MAX);
        alike(HotField.CH_UA, facts.chUa(), RequestFactsReader.CH_UA_MAX);
        alike(HotField.CH_UA_MOBILE, facts.chUaMobile(), RequestFactsReader.CH_UA_MOBILE_MAX);
        alike(HotField.CH_UA_PLATFORM, facts.chUaPlatform(), RequestFactsReader.CH_UA_PLATFORM_MAX);
        alike("GPC", "1".equals(value(HotField.SEC_GPC)), facts.hasGpc());
        List<String> forwarded = request.headers().getAll("X-Forwarded-For");
        alike("forwarded", value(HotField.FORWARDED), forwarded.isEmpty() ? null : forwarded.get(0));
        alike("lines of forwarded", scanner.hasForwardedTwice(), forwarded.size() > 1);
    }

    private void alike(HotField field, byte @Nullable [] general, int bytesMax) {
        String value = value(field);
        String cut = value == null || value.isEmpty() ? null : value.substring(0, Math.min(bytesMax, value.length()));
        alike(field.name(), cut, general == null ? null : new String(general, StandardCharsets.ISO_8859_1));
    }

    private void alike(String what, @Nullable Object scanned, @Nullable Object general) {
        if (!Objects.equals(scanned, general)) {
            throw new AssertionError(what + ": scanned '" + scanned + "', decoded '" + general + "' in " + shown());
        }
    }

    /** Not AssertJ: millions of these, and each is cheap as long as it holds. */
    private void require(String what, boolean holds) {
        if (!holds) {
            throw new AssertionError("for the general path this is not " + what + ": " + shown());
        }
    }

    private String shown() {
        return new String(bytes, StandardCharsets.ISO_8859_1)
                .replace("\r", "\\r")
                .replace("\n", "\\n\n");
    }

    private @Nullable String value(HotField field) {
        return scanner.from(field) < 0 ? null : text(scanner.from(field), scanner.to(field));
    }

    private String text(int from, int to) {
        return new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
    }
}
