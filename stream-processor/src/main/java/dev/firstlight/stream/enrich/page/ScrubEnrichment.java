package dev.firstlight.stream.enrich.page;

import dev.firstlight.schema.EventColumn;
import dev.firstlight.schema.Utf8;
import dev.firstlight.schema.WireField;
import dev.firstlight.schema.avro.Event;
import dev.firstlight.stream.enrich.Enrichment;
import dev.firstlight.stream.event.ClientText;
import dev.firstlight.stream.event.Warnings;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Rewrites what the client said without what nobody must keep, so that {@code firstlight.events} never carries it, and cuts it to its columns
 * after that, never before. Runs before whatever reads it for columns of its own, but for the campaign's.
 *
 * <p>Free text, and scrubbed, is every text of the wire table, those included that it gets later, {@code items}, and names and values of
 * {@code properties}. Not touched are the site's own ids of people ({@link #IDENTITIES}) and what makes an event itself ({@code event_id},
 * {@code goal}, {@code order_id}): they are sent on purpose, and joined by.
 *
 * <p>Threads: any. Failure: none.
 */
final class ScrubEnrichment implements Enrichment {

    /** Texts that are left as the site sends them, whatever they look like. */
    static final Set<WireField> IDENTITIES = EnumSet.of(WireField.VISITOR_ID, WireField.SESSION_ID, WireField.USER_ID);

    /** What is cut to its width on its way here. */
    private static final Set<WireField> MAYBE_CUT =
            EnumSet.of(WireField.PAGE_URL, WireField.REFERRER, WireField.PAGE_TITLE);

    private static final List<ClientText> FREE = ClientText.ALL.stream()
            .filter(column -> !IDENTITIES.contains(column.field()))
            .toList();

    private final Scrubber scrubber;
    private final boolean isForProperties;

    ScrubEnrichment(Scrubber scrubber, boolean isForProperties) {
        this.scrubber = scrubber;
        this.isForProperties = isForProperties;
    }

    @Override
    public String name() {
        return "scrub";
    }

    @Override
    public void enrich(Subject subject, Event event, Warnings warnings) {
        for (int i = 0; i < FREE.size(); i++) { // no iterator for each event
            ClientText column = FREE.get(i);
            String text = column.of(event);
            if (text != null) {
                scrub(column, text, event, warnings);
            }
        }
        scrubItems(event, warnings);
        if (isForProperties) {
            scrubProperties(event, warnings);
        }
    }

    /** Rather nothing than what nobody must keep. */
    @Override
    public void giveUp(Event event) {
        FREE.forEach(column -> column.remove(event));
        event.setItems(null);
        event.setProperties(Map.of());
    }

    private void scrub(ClientText column, String text, Event event, Warnings warnings) {
        WireField field = column.field();
        boolean isMaybeCut = MAYBE_CUT.contains(field);
        String whole = isMaybeCut ? UnfinishedWord.without(text, field, warnings) : text;
        // A title is prose, in which an equals sign makes no parameter.
        String scrubbed = field == WireField.PAGE_TITLE ? scrubber.text(whole) : scrubber.url(whole);
        String fitted = isMaybeCut ? UnfinishedWord.fit(scrubbed, field, warnings) : scrubbed;
        if (fitted.isEmpty()) {
            column.remove(event);
        } else {
            column.put(event, fitted, warnings);
        }
    }

    /** They cannot be cut: in the rare case that marks make them longer than their column, they are left out as too long ones are. */
    private void scrubItems(Event event, Warnings warnings) {
        String items = event.getItems();
        if (items == null) {
            return;
        }
        String scrubbed = scrubber.json(items);
        boolean fits = scrubbed.length() <= items.length() || Utf8.length(scrubbed) <= EventColumn.ITEMS.bytesMax();
        event.setItems(fits ? scrubbed : null);
        if (!fits) {
            warnings.add("malformed:items");
        }
    }

    /** Into a map of its own, and only where something is found: whose the event's map is, is not known here. */
    private void scrubProperties(Event event, Warnings warnings) {
        Map<String, String> given = event.getProperties();
        if (given == null) {
            return;
        }
        for (Map.Entry<String, String> property : given.entrySet()) {
            if (isToBeScrubbed(property.getKey(), property.getValue())) {
                event.setProperties(scrubbed(given, warnings));
                return;
            }
        }
    }

    private boolean isToBeScrubbed(String name, String value) {
        return !scrubber.url(name).equals(name)
                || !scrubber.property(name, value).equals(value);
    }

    /** Of names that have become one, the first counts, as everywhere. */
    private Map<String, String> scrubbed(Map<String, String> given, Warnings warnings) {
        Map<String, String> scrubbed = new LinkedHashMap<>();
        given.forEach((name, value) -> {
            if (scrubbed.putIfAbsent(scrubber.url(name), scrubber.property(name, value)) != null) {
                warnings.add("repeated_property");
            }
        });
        return scrubbed;
    }
}
