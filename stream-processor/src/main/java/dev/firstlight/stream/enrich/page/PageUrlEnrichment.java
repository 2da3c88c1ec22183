package dev.firstlight.stream.enrich.page;

import dev.firstlight.schema.EventColumn;
import dev.firstlight.schema.avro.Event;
import dev.firstlight.stream.enrich.ColumnText;
import dev.firstlight.stream.enrich.Enrichment;
import dev.firstlight.stream.event.Warnings;
import org.jspecify.annotations.Nullable;

/**
 * {@code page_scheme}, {@code page_host}, {@code page_path}, {@code page_query} and {@code page_fragment} of {@code page_url} as it was
 * scrubbed. The host is as the browser sends it, IDNA names included, in lower case and without port; the other parts are as they stand,
 * escapes included.
 *
 * <p>Threads: any. Failure: a host that can be none is absent with the warning {@code malformed:page_url}.
 */
final class PageUrlEnrichment implements Enrichment {

    @Override
    public String name() {
        return "page_url";
    }

    @Override
    public void enrich(Subject subject, Event event, Warnings warnings) {
        String text = event.getPageUrl();
        if (text == null) {
            return;
        }
        Url url = Url.of(text);
        String host = url.host();
        if (host == null && url.hasHost()) {
            warnings.add("malformed:page_url");
        }
        event.setPageScheme(fit(url.scheme(), EventColumn.PAGE_SCHEME, warnings));
        event.setPageHost(fit(host, EventColumn.PAGE_HOST, warnings));
        event.setPagePath(fit(url.path(), EventColumn.PAGE_PATH, warnings));
        event.setPageQuery(fit(url.query(), EventColumn.PAGE_QUERY, warnings));
        event.setPageFragment(fit(url.fragment(), EventColumn.PAGE_FRAGMENT, warnings));
    }

    private static @Nullable String fit(@Nullable String part, EventColumn column, Warnings warnings) {
        return part == null ? null : ColumnText.fit(part, column, warnings);
    }
}
