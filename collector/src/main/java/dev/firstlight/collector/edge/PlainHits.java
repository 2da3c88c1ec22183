package dev.firstlight.collector.edge;

import dev.firstlight.collector.event.HitReader;
import dev.firstlight.collector.event.PixelTable;
import dev.firstlight.collector.event.PlainPixel;
import dev.firstlight.collector.event.PlainQueryReader;
import dev.firstlight.collector.meter.CollectorMeter;
import dev.firstlight.schema.EventSlices;
import dev.firstlight.schema.Slice;
import org.jspecify.annotations.Nullable;

/**
 * The short way of a plain hit, from its bytes to its pack: scanned, read, sealed and encoded out of one array into another, without a String and
 * with one object. What is not plain at any step has left no trace by then, and takes the general path.
 *
 * <p>Threads: one loop; shared by its connections. Memory: one array as long as the longest plain request. Proof: {@code ScannerFuzzTest} for
 * what is read of a request, {@code PlainQueryReaderTest} for what is packed of it; every test of the edge runs on both paths.
 */
final class PlainHits {

    private static final String ON = "1";

    private final RequestScanner scanner;
    private final TrustedProxies proxies;
    private final EdgeLoop loop;
    private final Answers answers;
    private final PixelTable pixels;
    private final EventSlices event = new EventSlices();
    private final ForwardedWalk walk;
    private final byte[] scratch;

    PlainHits(HttpConfig config, EdgeLoop loop, Answers answers) {
        this.scanner = new RequestScanner(config);
        this.pixels = new PixelTable(() -> loop.meters().add(CollectorMeter.PIXELS_DISPLACED));
        this.proxies = config.trustedProxies();
        this.walk = new ForwardedWalk(proxies);
        this.loop = loop;
        this.answers = answers;
        this.scratch = new byte[config.uriBytesMax() + config.headerBytesMax()];
    }

    /** Where the bytes of a read are put to be taken; what is longer than it is not plain. */
    byte[] scratch() {
        return scratch;
    }

    /**
     * Takes the request that begins at {@code from} of {@link #scratch}, if it is a plain hit.
     *
     * @param peer 16-byte form, or none
     * @return the first byte behind it, or {@code from} when it is not taken
     */
    int take(int from, int to, AnswerQueue queue, byte @Nullable [] peer, long nowMs, long nowNanos) {
        if (!scanner.scan(scratch, from, to)) {
            return from;
        }
        HitReader general = loop.readers().get();
        PlainPixel pixel = pixels.of(general.pixels(), scratch, scanner.pixelFrom(), scanner.pixelTo());
        if (pixel == null || !isRead(pixel, peer, nowMs)) {
            return from;
        }
        keepHeaders();
        PlainHit hit = new PlainHit(queue, nowNanos, loop, answers, pixel.name(), nowMs, scanner.isGif());
        loop.meters().add(CollectorMeter.HITS_RECEIVED);
        loop.meters().add(CollectorMeter.HITS_SCANNED);
        queue.open(hit);
        boolean isTaken = false;
        try {
            loop.takePlain(event, client(peer), hit);
            isTaken = true;
        } finally {
            if (!isTaken) {
                hit.forget(); // its connection ends with the exception
            }
        }
        return scanner.end();
    }

    /** Whether the slices say its event. Of two lines of forwarded addresses, where they count, the general path takes care. */
    private boolean isRead(PlainPixel pixel, byte @Nullable [] peer, long nowMs) {
        if (scanner.hasForwardedTwice() && peer != null && proxies.isTrusted(peer)) {
            return false;
        }
        boolean hasGpc = is(HotField.SEC_GPC, ON);
        PlainQueryReader reader = loop.plainReader();
        return reader.read(scratch, scanner.queryFrom(), scanner.queryTo(), pixel, hasGpc, nowMs, event)
                == PlainQueryReader.Reading.EVENT;
    }

    private void keepHeaders() {
        keep(event.userAgent, HotField.USER_AGENT, RequestFactsReader.USER_AGENT_MAX);
        keep(event.referer, HotField.REFERER, RequestFactsReader.REFERER_MAX);
        keep(event.acceptLanguage, HotField.ACCEPT_LANGUAGE, RequestFactsReader.ACCEPT_LANGUAGE_MAX);
        keep(event.chUa, HotField.CH_UA, RequestFactsReader.CH_UA_MAX);
        keep(event.chUaMobile, HotField.CH_UA_MOBILE, RequestFactsReader.CH_UA_MOBILE_MAX);
        keep(event.chUaPlatform, HotField.CH_UA_PLATFORM, RequestFactsReader.CH_UA_PLATFORM_MAX);
    }

    private void keep(Slice slice, HotField field, int bytesMax) {
        int start = scanner.from(field);
        int length = scanner.to(field) - start;
        if (start < 0 || length == 0) {
            slice.clear();
        } else {
            slice.set(scratch, start, Math.min(length, bytesMax));
        }
    }

    private boolean is(HotField field, String value) {
        int start = scanner.from(field);
        if (start < 0 || scanner.to(field) - start != value.length()) {
            return false;
        }
        for (int i = 0; i < value.length(); i++) {
            if (scratch[start + i] != value.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** Who asks, by the one line of forwarded addresses that there may be: of two the general path takes care. */
    private byte @Nullable [] client(byte @Nullable [] peer) {
        if (peer == null) {
            return null;
        }
        byte[] client = walk.clientOf(peer, scratch, scanner.from(HotField.FORWARDED), scanner.to(HotField.FORWARDED));
        if (walk.isCutShort()) {
            loop.meters().add(CollectorMeter.FORWARDED_CUT_SHORT);
        }
        return client;
    }
}
