package dev.firstlight.collector.edge;

import dev.firstlight.collector.event.HitReader;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import org.jspecify.annotations.Nullable;

/**
 * One request from its headers to its answer: what is known of it, and its body as far as it has come. Threads: one loop. Ownership: the
 * body is released by {@link #releaseBody()}, whatever became of the request.
 */
final class Exchange {

    private final HttpRequest request;
    private final AnswerQueue.Slot slot;
    private final Admission admission;
    private final boolean isLast;
    private final boolean isHead;
    private @Nullable ByteBuf body;
    private int bodyBytes;

    /** @param isLeaving whether this server stops soon, so that each answer ends its connection */
    Exchange(HttpRequest request, AnswerQueue.Slot slot, Admission admission, boolean isLeaving) {
        this.request = request;
        this.slot = slot;
        this.admission = admission;
        this.isLast = isLeaving
                || !HttpUtil.isKeepAlive(request)
                || !request.protocolVersion().equals(HttpVersion.HTTP_1_1);
        this.isHead = request.method().equals(HttpMethod.HEAD);
    }

    HttpRequest request() {
        return request;
    }

    Route route() {
        return admission.route();
    }

    /** Reads all events of this request, by one registry. */
    HitReader reader() {
        return admission.reader();
    }

    /** Which pages may read the answer. */
    Cors cors() {
        return admission.cors();
    }

    AnswerQueue.Slot slot() {
        return slot;
    }

    /** Whether the connection ends with its answer. */
    boolean isLast() {
        return isLast;
    }

    boolean isHead() {
        return isHead;
    }

    /** Gives the answer, once; owned from here on. */
    void answer(ByteBuf bytes) {
        slot.answer(bytes, isLast);
    }

    /** Takes in a part of the body, which is kept only where the route reads it; the size of the body so far. */
    int receive(ByteBuf part, ByteBufAllocator allocator) {
        int bytes = part.readableBytes();
        bodyBytes += bytes;
        if (bytes > 0 && route() instanceof Route.Events) {
            if (body == null) {
                body = allocator.buffer(bytes);
            }
            body.writeBytes(part);
        }
        return bodyBytes;
    }

    /** The body as sent, empty when there is none. */
    byte[] body() {
        return body == null ? Images.NONE : ByteBufUtil.getBytes(body);
    }

    void releaseBody() {
        if (body != null) {
            body.release();
            body = null;
        }
    }
}
