package dev.firstlight.collector.edge;

import dev.firstlight.schema.Refusal;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.netty.util.AsciiString;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/**
 * What must hold of a decoded head before anything is routed by it: one host, one framing that everybody reads alike, a target of a form
 * that is ours. The decoder refuses a length beside chunks, and lengths that repeat or are no number. Threads: any.
 */
final class RequestRules {

    private static final String CHUNKED = "chunked";
    private static final String CONTINUE = "100-continue";

    private RequestRules() {}

    /** Why the request is refused and its connection closed, or null. */
    static @Nullable Refusal refusal(HttpRequest request, int uriBytesMax) {
        if (request.decoderResult().isFailure()) {
            return refusalOf(request.decoderResult());
        }
        if (request.uri().length() > uriBytesMax) {
            return Refusal.URI_TOO_LONG;
        }
        boolean isWhole = isTargetOurs(request.method(), request.uri())
                && isHostOne(request)
                && isFramingPlain(request.headers());
        if (!isWhole) {
            return Refusal.REQUEST_MALFORMED;
        }
        return isExpectationKnown(request) ? null : Refusal.EXPECTATION_UNKNOWN;
    }

    private static Refusal refusalOf(DecoderResult failed) {
        Throwable cause = failed.cause();
        if (cause instanceof TooLongHttpLineException) {
            return Refusal.URI_TOO_LONG;
        }
        return cause instanceof TooLongHttpHeaderException || cause instanceof TooLongFrameException
                ? Refusal.HEADERS_TOO_LARGE
                : Refusal.REQUEST_MALFORMED;
    }

    /** Origin-form, absolute-form of http or https, or {@code *} of OPTIONS; a tunnel is nothing we make. */
    private static boolean isTargetOurs(HttpMethod method, String target) {
        if (method.equals(HttpMethod.CONNECT)) {
            return false;
        }
        return target.startsWith("/")
                || hasAuthorityAfter(target, "http://")
                || hasAuthorityAfter(target, "https://")
                || target.equals("*") && method.equals(HttpMethod.OPTIONS);
    }

    private static boolean hasAuthorityAfter(String target, String scheme) {
        return target.regionMatches(true, 0, scheme, 0, scheme.length())
                && target.length() > scheme.length()
                && "/?#".indexOf(target.charAt(scheme.length())) < 0;
    }

    /** RFC 9112, 3.2: one Host in HTTP/1.1, never two, and nothing that is no host. It may be empty. */
    private static boolean isHostOne(HttpRequest request) {
        Iterator<? extends CharSequence> hosts = request.headers().valueCharSequenceIterator(HttpHeaderNames.HOST);
        if (!hosts.hasNext()) {
            return request.protocolVersion().equals(HttpVersion.HTTP_1_0);
        }
        return isHost(hosts.next()) && !hosts.hasNext();
    }

    private static boolean isHost(CharSequence host) {
        for (int i = 0; i < host.length(); i++) {
            char c = host.charAt(i);
            boolean isOurs = c >= 'a' && c <= 'z'
                    || c >= 'A' && c <= 'Z'
                    || c >= '0' && c <= '9'
                    || "-._~%!$&'()*+,;=:[]".indexOf(c) >= 0;
            if (!isOurs) {
                return false;
            }
        }
        return true;
    }

    /**
     * No transfer coding but one {@code chunked}; and none of the two headers for which Netty takes eight bytes after a GET as its body,
     * as a draft of WebSocket from 2010 had it: nobody in front of us would.
     */
    private static boolean isFramingPlain(HttpHeaders headers) {
        return isAtMostOne(headers, HttpHeaderNames.TRANSFER_ENCODING, CHUNKED)
                && !headers.contains(HttpHeaderNames.SEC_WEBSOCKET_KEY1)
                && !headers.contains(HttpHeaderNames.SEC_WEBSOCKET_KEY2);
    }

    /** RFC 9110, 10.1.1: HTTP/1.0 has no expectations. */
    private static boolean isExpectationKnown(HttpRequest request) {
        return isAtMostOne(request.headers(), HttpHeaderNames.EXPECT, CONTINUE)
                || request.protocolVersion().equals(HttpVersion.HTTP_1_0);
    }

    /** Whether a header is missing, or is there once and says this. */
    private static boolean isAtMostOne(HttpHeaders headers, CharSequence name, String value) {
        Iterator<? extends CharSequence> values = headers.valueCharSequenceIterator(name);
        return !values.hasNext() || AsciiString.contentEqualsIgnoreCase(value, values.next()) && !values.hasNext();
    }
}
