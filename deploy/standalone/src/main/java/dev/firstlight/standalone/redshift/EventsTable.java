package dev.firstlight.standalone.redshift;

import dev.firstlight.schema.EventColumn;
import dev.firstlight.schema.avro.Event;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;
import java.util.StringJoiner;

/**
 * The table {@code firstlight.events} of Redshift: types and widths from {@link EventColumn}, notes from the {@code Event} schema, an
 * encoding for each column.
 *
 * <p>Encodings (database developer guide, "Compression encodings"): {@code RAW} for the sort key, whose blocks are what a scan skips by,
 * and for flags, which are one bit each; {@code AZ64} for numbers and times; {@code BYTEDICT} for texts of fewer than 256 values in a block
 * of 1 MB, which are compared without being unpacked; {@code ZSTD} for all other texts. A {@code SUPER} is left to Redshift.
 */
final class EventsTable {

    static final String SCHEMA = "firstlight";

    /** Reserved words of Redshift that are names of columns; the developer guide's list, against which a test holds the others. */
    private static final Set<EventColumn> QUOTED = EnumSet.of(EventColumn.IDENTITY);

    private static final Set<EventColumn> FEW_VALUES = EnumSet.of(
            EventColumn.IDENTITY,
            EventColumn.TYPE,
            EventColumn.TYPE_GIVEN,
            EventColumn.SITE,
            EventColumn.PAGE_SCHEME,
            EventColumn.REFERRER_MEDIUM,
            EventColumn.REFERRER_SOURCE,
            EventColumn.LANGUAGE,
            EventColumn.LANGUAGE_PRIMARY,
            EventColumn.TIME_ZONE,
            EventColumn.GOAL,
            EventColumn.CURRENCY,
            EventColumn.CURRENCY_REPORTING,
            EventColumn.CAMPAIGN_MEDIUM,
            EventColumn.CLICK_NETWORK,
            EventColumn.CONSENT_STATE,
            EventColumn.DEVICE_CLASS,
            EventColumn.DEVICE_BRAND,
            EventColumn.OS_NAME,
            EventColumn.AGENT_NAME,
            EventColumn.BOT_SOURCE,
            EventColumn.COUNTRY);

    private EventsTable() {}

    /** What adds the column to {@code table}; Redshift takes one column a statement. */
    static String add(EventColumn column, String table) {
        return "ALTER TABLE " + SCHEMA + "." + table + " ADD COLUMN " + definition(column) + ";\n";
    }

    static String comment(EventColumn column) {
        String note = Objects.requireNonNullElse(
                Event.getClassSchema().getField(column.columnName()).doc(), "");
        return "COMMENT ON COLUMN " + SCHEMA + ".events." + name(column) + " IS '" + note.replace("'", "''") + "';\n";
    }

    /** As SQL names it. */
    static String name(EventColumn column) {
        return QUOTED.contains(column) ? '"' + column.columnName() + '"' : column.columnName();
    }

    /** Names of all columns, one a line. */
    static String names(String indent, String prefix) {
        StringJoiner names = new StringJoiner(",\n" + indent, indent, "");
        for (EventColumn column : EventColumn.values()) {
            names.add(prefix + name(column));
        }
        return names.toString();
    }

    /** Name, type and encoding. */
    static String definition(EventColumn column) {
        String encoding = encoding(column);
        return name(column) + " " + column.redshiftType() + (encoding.isEmpty() ? "" : " ENCODE " + encoding);
    }

    private static String encoding(EventColumn column) {
        if (column == EventColumn.RECEIVED_AT) {
            return "RAW";
        }
        return switch (column.kind()) {
            case TEXT -> FEW_VALUES.contains(column) ? "BYTEDICT" : "ZSTD";
            case TIME, LONG, DECIMAL -> "AZ64";
            case FLAG -> "RAW";
            case JSON -> "";
        };
    }
}
