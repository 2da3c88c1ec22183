package dev.firstlight.collector.edge;

import dev.firstlight.collector.event.RequestFacts;
import dev.firstlight.collector.meter.CollectorMeter;
import dev.firstlight.runtime.Meters;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Takes from a request what may be kept of it: an allow-list of headers, each cut to its greatest length, and the address of the client.
 * Everything else, {@code Authorization} and cookies above all, is never looked at.
 */
final class RequestFactsReader {

    // Greatest lengths as raw-pack.avsc states them: above what browsers send, below what would be abuse.
    static final int USER_AGENT_MAX = 1_024;
    static final int REFERER_MAX = 4_096;
    static final int ACCEPT_LANGUAGE_MAX = 256;
    static final int CH_UA_MAX = 512;
    static final int CH_UA_MOBILE_MAX = 16;
    static final int CH_UA_PLATFORM_MAX = 64;

    private RequestFactsReader() {}

    static RequestFacts read(
            HttpHeaders headers,
            @Nullable SocketAddress peer,
            long receivedAtMs,
            TrustedProxies proxies,
            Meters meters) {
        return new RequestFacts(
                receivedAtMs,
                client(headers, address(peer), proxies, meters),
                "1".equals(headers.get("Sec-GPC")),
                header(headers, HttpHeaderNames.USER_AGENT, USER_AGENT_MAX),
                header(headers, HttpHeaderNames.REFERER, REFERER_MAX),
                header(headers, HttpHeaderNames.ACCEPT_LANGUAGE, ACCEPT_LANGUAGE_MAX),
                header(headers, "Sec-CH-UA", CH_UA_MAX),
                header(headers, "Sec-CH-UA-Mobile", CH_UA_MOBILE_MAX),
                header(headers, "Sec-CH-UA-Platform", CH_UA_PLATFORM_MAX));
    }

    /** Netty keeps header bytes as ISO-8859-1 characters, so this gives them back as they came. */
    private static byte @Nullable [] header(HttpHeaders headers, CharSequence name, int bytesMax) {
        String value = headers.get(name);
        if (value == null || value.isEmpty()) {
            return null;
        }
        byte[] bytes = value.getBytes(StandardCharsets.ISO_8859_1);
        return bytes.length > bytesMax ? Arrays.copyOf(bytes, bytesMax) : bytes;
    }

    /** Who asks, in the 16-byte form. */
    private static byte @Nullable [] client(
            HttpHeaders headers, byte @Nullable [] peer, TrustedProxies proxies, Meters meters) {
        if (peer == null || !proxies.isTrusted(peer)) {
            return peer;
        }
        TrustedProxies.Client client = proxies.clientOf(peer, headers.getAll(proxies.header()));
        if (client.isCutShort()) {
            meters.add(CollectorMeter.FORWARDED_CUT_SHORT);
        }
        return client.address();
    }

    /** In the 16-byte form. */
    static byte @Nullable [] address(@Nullable SocketAddress peer) {
        InetAddress address = peer instanceof InetSocketAddress inet ? inet.getAddress() : null;
        if (address == null) {
            return null;
        }
        byte[] bytes = address.getAddress();
        if (bytes.length == 16) {
            return bytes;
        }
        byte[] mapped = new byte[16];
        mapped[10] = (byte) 0xff;
        mapped[11] = (byte) 0xff;
        System.arraycopy(bytes, 0, mapped, 12, 4);
        return mapped;
    }
}
