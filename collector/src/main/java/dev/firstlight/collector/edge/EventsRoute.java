package dev.firstlight.collector.edge;

import dev.firstlight.collector.event.Hit;
import dev.firstlight.collector.event.RequestFacts;
import dev.firstlight.schema.JsonPayload;
import dev.firstlight.schema.Refusal;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * {@code POST /{pixel}/events}: from a whole body to events and back to one answer. In: a body within the limit of what is sent. Out: hits
 * for the loop, the answer for its exchange when the last of them has its verdict. Threads: one loop. Bounds: bytes after gzip and events
 * a request, see {@link HttpConfig}.
 */
final class EventsRoute {

    private final HttpConfig config;
    private final EdgeLoop loop;
    private final Answers answers;

    EventsRoute(HttpConfig config, EdgeLoop loop, Answers answers) {
        this.config = config;
        this.loop = loop;
        this.answers = answers;
    }

    void take(Exchange exchange, String pixel, RequestFacts facts) {
        Refusal media = mediaRefusal(exchange.request());
        if (media != null) {
            refuse(exchange, pixel, facts, media);
            return;
        }
        byte[] body = plain(exchange, pixel, facts);
        if (body == null) {
            return;
        }
        JsonPayload.Body found = JsonPayload.slices(body, config.eventsPerRequestMax());
        if (found.refusal() != null) {
            Hit hit = exchange.reader().refuse(found.refusal(), found.detail(), pixel, body, facts);
            takeEvents(exchange, pixel, facts, List.of(hit), false);
        } else if (found.events().isEmpty()) {
            exchange.answer(answers.of(Answer.STORED, exchange.isHead(), exchange.isLast(), exchange.cors()));
        } else {
            takeEvents(exchange, pixel, facts, hits(exchange, pixel, body, found.events(), facts), found.isBatch());
        }
    }

    private List<Hit> hits(
            Exchange exchange, String pixel, byte[] body, List<JsonPayload.Slice> events, RequestFacts facts) {
        List<Hit> hits = new ArrayList<>(events.size());
        for (JsonPayload.Slice slice : events) {
            byte[] event = Arrays.copyOfRange(body, slice.offset(), slice.offset() + slice.length());
            hits.add(exchange.reader().readJson(pixel, event, facts));
        }
        return hits;
    }

    private void takeEvents(Exchange exchange, String pixel, RequestFacts facts, List<Hit> events, boolean isList) {
        Batch batch = new Batch(
                events.size(), isList, result -> exchange.answer(bytes(result, exchange.isLast(), exchange.cors())));
        for (int i = 0; i < events.size(); i++) {
            int index = i;
            loop.take(pixel, facts.receivedAtMs(), events.get(i), (verdict, why) -> batch.settle(index, verdict, why));
        }
    }

    private ByteBuf bytes(Batch.Result result, boolean isLast, Cors cors) {
        if (result.answer() == null) {
            return answers.batch(result.body(), isLast, cors);
        }
        return result.refusal() == null
                ? answers.of(result.answer(), false, isLast, cors)
                : answers.refusal(result.refusal(), result.answer(), false, isLast, cors);
    }

    /** The body without its gzip, or none after having refused. */
    private byte @Nullable [] plain(Exchange exchange, String pixel, RequestFacts facts) {
        byte[] sent = exchange.body();
        String encoding = exchange.request().headers().get(HttpHeaderNames.CONTENT_ENCODING, "identity");
        if (encoding.equalsIgnoreCase("identity")) {
            return sent;
        }
        Gzip.Inflated inflated = Gzip.inflate(sent, config.inflatedBytesMax(), config.inflateRatioMax());
        if (inflated.refusal() != null) {
            refuse(exchange, pixel, facts, inflated.refusal());
        }
        return inflated.bytes();
    }

    private static @Nullable Refusal mediaRefusal(HttpRequest request) {
        String encoding = request.headers()
                .get(HttpHeaderNames.CONTENT_ENCODING, "identity")
                .toLowerCase(Locale.ROOT);
        if (!encoding.equals("identity") && !encoding.equals("gzip")) {
            return Refusal.ENCODING_UNSUPPORTED;
        }
        CharSequence media = HttpUtil.getMimeType(request);
        String type = media == null ? "" : media.toString().strip().toLowerCase(Locale.ROOT);
        return switch (type) {
            case "", "application/json", "text/plain" -> null;
            default -> Refusal.MEDIA_TYPE_UNSUPPORTED;
        };
    }

    private void refuse(Exchange exchange, String pixel, RequestFacts facts, Refusal why) {
        loop.refuse(pixel, facts.receivedAtMs(), why);
        exchange.answer(answers.refusal(why, Answer.of(why), exchange.isHead(), exchange.isLast(), exchange.cors()));
    }
}
