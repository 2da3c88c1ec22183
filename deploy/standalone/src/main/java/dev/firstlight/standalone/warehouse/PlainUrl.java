package dev.firstlight.standalone.warehouse;

import dev.firstlight.schema.EventColumn;
import dev.firstlight.schema.RowPositions;
import java.util.Arrays;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A page's URL put together from its parts, as {@link RowPositions#pageUrl} has it, but of UTF-8. Threads: one. */
final class PlainUrl {

    private static final byte[] NOTHING = {};
    private static final byte[] AFTER_SCHEME = {':', '/', '/'};
    private static final byte[] BEFORE_QUERY = {'?'};
    private static final byte[] BEFORE_FRAGMENT = {'#'};

    /** Of all parts at their longest, and of what stands between them. */
    private static final int BYTES_MAX = Stream.of(
                            EventColumn.PAGE_SCHEME,
                            EventColumn.PAGE_HOST,
                            EventColumn.PAGE_PATH,
                            EventColumn.PAGE_QUERY,
                            EventColumn.PAGE_FRAGMENT)
                    .mapToInt(EventColumn::bytesMax)
                    .sum()
            + AFTER_SCHEME.length
            + BEFORE_QUERY.length
            + BEFORE_FRAGMENT.length;

    private final byte[] url = new byte[BYTES_MAX];
    private int length;

    /** Nothing when there is no scheme or no host. Each part is within its column. */
    byte @Nullable [] of(Function<EventColumn, byte @Nullable []> parts) {
        byte[] scheme = parts.apply(EventColumn.PAGE_SCHEME);
        byte[] host = parts.apply(EventColumn.PAGE_HOST);
        if (scheme == null || host == null) {
            return null;
        }
        length = 0;
        append(NOTHING, scheme);
        append(AFTER_SCHEME, host);
        append(NOTHING, parts.apply(EventColumn.PAGE_PATH));
        append(BEFORE_QUERY, parts.apply(EventColumn.PAGE_QUERY));
        append(BEFORE_FRAGMENT, parts.apply(EventColumn.PAGE_FRAGMENT));
        return Arrays.copyOf(url, length);
    }

    private void append(byte[] mark, byte @Nullable [] part) {
        if (part != null) {
            System.arraycopy(mark, 0, url, length, mark.length);
            System.arraycopy(part, 0, url, length + mark.length, part.length);
            length += mark.length + part.length;
        }
    }
}
