package dev.firstlight.collector.edge;

import dev.firstlight.collector.event.HitReader;
import dev.firstlight.schema.Refusal;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import org.jspecify.annotations.Nullable;

/**
 * One request from its headers to its answer: what is known of it, and its body as far as it has come. Threads: one loop. Ownership: the
 * body is released, and given back to {@link BodyBytes}, by {@link #releaseParts()}, whatever became of the request; the headers are let go by
 * it as well, since from then on this waits for its answer, perhaps beside tens of thousands of others, and must weigh little.
 */
final class Exchange {

    private @Nullable HttpRequest request;
    private final AnswerQueue.Slot slot;
    private final Admission admission;
    private final BodyBytes bodies;
    private final boolean isLast;
    private final boolean isHead;
    private @Nullable ByteBuf body;
    private int bodyBytes;
    private int countedBytes;

    /**
     * @param bodies where a kept body is counted
     * @param isLeaving whether this server stops soon, so that each answer ends its connection
     */
    Exchange(HttpRequest request, AnswerQueue.Slot slot, Admission admission, BodyBytes bodies, boolean isLeaving) {
        this.request = request;
        this.slot = slot;
        this.admission = admission;
        this.bodies = bodies;
        this.isLast = isLeaving
                || !HttpUtil.isKeepAlive(request)
                || !request.protocolVersion().equals(HttpVersion.HTTP_1_1);
        this.isHead = request.method().equals(HttpMethod.HEAD);
    }

    /** Its line and headers, until its parts are released. */
    HttpRequest request() {
        if (request == null) {
            throw new IllegalStateException("the request has been read to its end already");
        }
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

    /**
     * Takes in a part of the body, which is kept only where the route reads it; why it does not, or null. A body that is there at once was
     * never unfinished and is not counted: those who hold many back do not keep out who sends a small one.
     */
    @Nullable
    Refusal receive(HttpContent part, ByteBufAllocator allocator, int bodyBytesMax) {
        int bytes = part.content().readableBytes();
        bodyBytes += bytes;
        if (bodyBytes > bodyBytesMax) {
            return Refusal.BODY_TOO_LARGE;
        }
        if (bytes > 0 && route() instanceof Route.Events) {
            boolean isWhole = body == null && part instanceof LastHttpContent;
            if (!isWhole && !bodies.take(bytes)) {
                return Refusal.BODIES_TOO_LARGE;
            }
            if (body == null) {
                body = allocator.buffer(bytes);
            }
            body.writeBytes(part.content());
            countedBytes += isWhole ? 0 : bytes;
        }
        return null;
    }

    /** The body as sent, empty when there is none. */
    byte[] body() {
        return body == null ? Images.NONE : ByteBufUtil.getBytes(body);
    }

    /** Lets headers and body go: what could be read of them has been. */
    void releaseParts() {
        request = null;
        if (body != null) {
            bodies.giveBack(countedBytes);
            body.release();
            body = null;
        }
    }
}
