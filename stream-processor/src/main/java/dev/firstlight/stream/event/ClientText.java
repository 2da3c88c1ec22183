package dev.firstlight.stream.event;

import dev.firstlight.schema.Utf8;
import dev.firstlight.schema.WireField;
import dev.firstlight.schema.avro.Event;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A column that takes a text of the client's as it came. Decoding leaves such texts as long as they are (an event has at most 64 KiB): what
 * hides secrets must see them whole, since half an address at a cut is none to it and one to people. They are cut after that, and at the
 * latest before the event is written.
 *
 * <p>Not among them: what identity is made of (goal, order, event id), which is normalised and cut as it is read, and no secret to hide.
 * Pure but for events and warnings; any thread.
 *
 * @param position of the column in {@link Event}
 */
public record ClientText(WireField field, int position) {

    /** All, in the order of the wire table. */
    public static final List<ClientText> ALL = Arrays.stream(WireField.values())
            .filter(field -> field.type() == WireField.Type.TEXT)
            .map(ClientText::of)
            .toList();

    private static ClientText of(WireField field) {
        return new ClientText(
                field,
                Objects.requireNonNull(Event.getClassSchema().getField(field.longName()), field.longName())
                        .pos());
    }

    public @Nullable String of(Event event) {
        return (String) event.get(position);
    }

    /** Takes the text, cut between characters to the column's width; a cut is named in the warnings. */
    public void put(Event event, String text, Warnings warnings) {
        event.put(position, fit(field, text, warnings));
    }

    public void remove(Event event) {
        event.put(position, null);
    }

    /** Cuts what is still longer than its column. */
    public static void fitAll(Event event, Warnings warnings) {
        for (int i = 0; i < ALL.size(); i++) { // no iterator for each event
            ClientText column = ALL.get(i);
            String text = column.of(event);
            if (text != null && text.length() * 3L > column.field.bytesMax()) { // three bytes a character at most
                column.put(event, text, warnings);
            }
        }
    }

    /** The text within the field's width, cut between characters; a cut is named in the warnings. */
    public static String fit(WireField field, String text, Warnings warnings) {
        String cut = Utf8.cut(text, field.bytesMax());
        if (cut.length() < text.length()) {
            warnings.add("truncated:" + field.longName());
        }
        return cut;
    }
}
