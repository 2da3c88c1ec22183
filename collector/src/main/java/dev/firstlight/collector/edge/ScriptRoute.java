package dev.firstlight.collector.edge;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.List;

/**
 * What is answered where a file of the tracker is asked for: the form that the client likes best, or that it has it already. Threads: the
 * connection's loop; nothing is compressed here.
 */
final class ScriptRoute {

    private final Answers answers;
    private final long maxAgeSeconds;

    ScriptRoute(HttpConfig config, Answers answers) {
        this.answers = answers;
        this.maxAgeSeconds = config.scriptMaxAge().toSeconds();
    }

    ByteBuf answer(Exchange current, Route.Script wanted) {
        HttpHeaders headers = current.request().headers();
        TrackerFile file = wanted.file();
        ContentCoding coding = file.isCompressed()
                ? ContentCoding.best(headers.getAll(HttpHeaderNames.ACCEPT_ENCODING))
                : ContentCoding.IDENTITY;
        boolean isThereAlready = names(headers.getAll(HttpHeaderNames.IF_NONE_MATCH), file.etag(coding));
        String caching = wanted.isHashed() ? "max-age=31536000, immutable" : "max-age=" + maxAgeSeconds;
        return isThereAlready
                ? answers.unchanged(file, coding, caching, current.isLast())
                : answers.file(file, coding, caching, current.isHead(), current.isLast());
    }

    /** RFC 9110, 13.1.2: a star, or a list in which weak and strong are alike, since proxies weaken what they compress. */
    private static boolean names(List<String> ifNoneMatch, String etag) {
        for (String line : ifNoneMatch) {
            for (String element : line.split(",", -1)) {
                String tag = element.strip();
                if (tag.equals("*") || tag.equals(etag) || tag.equals("W/" + etag)) {
                    return true;
                }
            }
        }
        return false;
    }
}
