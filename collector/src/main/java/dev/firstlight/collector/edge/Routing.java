package dev.firstlight.collector.edge;

import dev.firstlight.collector.event.Hit;
import dev.firstlight.collector.event.RequestFacts;
import dev.firstlight.collector.meter.CollectorMeter;
import dev.firstlight.schema.Refusal;
import io.netty.handler.codec.http.HttpMethod;
import java.net.SocketAddress;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/**
 * What a request gets that has come to its end: by its route a fixed answer, a file of the tracker, an event taken and answered once the log says what
 * became of it, or a refusal. How a connection begins, goes on and ends is {@link HitHandler}'s.
 *
 * <p>Threads: the connection's loop, which never waits.
 */
final class Routing {

    private final HttpConfig config;
    private final ScriptRoute scripts;
    private final EdgeLoop loop;
    private final Answers answers;
    private final InstantSource clock;
    private final Outstanding outstanding;
    private final EventsRoute events;

    Routing(HttpConfig config, EdgeLoop loop, Answers answers, InstantSource clock, Outstanding outstanding) {
        this.config = config;
        this.scripts = new ScriptRoute(config, answers);
        this.loop = loop;
        this.answers = answers;
        this.clock = clock;
        this.outstanding = outstanding;
        this.events = new EventsRoute(config, loop, answers);
    }

    /** @param peer who sent it, as far as that is known */
    void end(Exchange current, @Nullable SocketAddress peer) {
        HttpMethod method = current.request().method();
        boolean isRead = method.equals(HttpMethod.GET) || current.isHead();
        Route route = current.route();
        if (method.equals(HttpMethod.OPTIONS) && (route instanceof Route.Events || route instanceof Route.Pixel)) {
            answer(current, Answer.PREFLIGHT);
        } else if (route instanceof Route.Unknown) {
            refuse(current, "", Refusal.ROUTE_UNKNOWN, Answer.NOT_FOUND);
        } else if (route instanceof Route.Barred barred) {
            refuse(current, barred.pixel(), barred.why(), Answer.of(barred.why()));
        } else if (route instanceof Route.Events posted) {
            if (method.equals(HttpMethod.POST) && outstanding.isExceeded()) {
                refuse(current, posted.pixel(), Refusal.OUTSTANDING_TOO_MANY, Answer.SEND_AGAIN);
            } else if (method.equals(HttpMethod.POST)) {
                events.take(current, posted.pixel(), facts(peer, current));
            } else {
                refuse(current, posted.pixel(), Refusal.METHOD_NOT_ALLOWED, Answer.POST_ONLY);
            }
        } else if (!isRead) {
            String pixel = route instanceof Route.Pixel fired ? fired.pixel() : "";
            refuse(current, pixel, Refusal.METHOD_NOT_ALLOWED, Answer.GET_ONLY);
        } else if (route instanceof Route.Pixel pixel) {
            takePixel(peer, current, pixel);
        } else if (route instanceof Route.Script wanted) {
            current.answer(scripts.answer(current, wanted));
        } else {
            answer(current, route instanceof Route.Robots ? Answer.ROBOTS : Answer.FAVICON);
        }
    }

    private void takePixel(@Nullable SocketAddress peer, Exchange current, Route.Pixel pixel) {
        Answer image = pixel.isGif() ? Answer.PIXEL_GIF : Answer.PIXEL_PNG;
        if (current.isHead()) {
            loop.meters().add(CollectorMeter.HITS_PROBED);
            answer(current, image);
            return;
        }
        RequestFacts facts = facts(peer, current);
        if (outstanding.isExceeded()) {
            refuse(current, pixel.pixel(), Refusal.OUTSTANDING_TOO_MANY, Answer.SEND_AGAIN);
            return;
        }
        Hit hit = current.reader()
                .readQuery(pixel.pixel(), Target.query(current.request().uri()), facts);
        loop.take(pixel.pixel(), facts.receivedAtMs(), hit, (verdict, why) -> {
            switch (verdict) {
                case STORED, DECLINED -> answer(current, image);
                case REFUSED, SEND_AGAIN -> {
                    Refusal reason = why == null ? Refusal.LOG_UNAVAILABLE : why;
                    current.answer(answers.refusal(reason, Answer.of(reason), false, current.isLast(), current.cors()));
                }
            }
        });
    }

    private void answer(Exchange current, Answer answer) {
        current.answer(answers.of(answer, current.isHead(), current.isLast(), current.cors()));
    }

    private void refuse(Exchange current, String pixel, Refusal why, Answer answer) {
        loop.refuse(pixel, clock.millis(), why);
        current.answer(answers.refusal(why, answer, current.isHead(), current.isLast(), current.cors()));
    }

    private RequestFacts facts(@Nullable SocketAddress peer, Exchange current) {
        return RequestFactsReader.read(
                current.request().headers(), peer, clock.millis(), config.trustedProxies(), loop.meters());
    }
}
