package dev.firstlight.standalone.warehouse;

import java.math.BigDecimal;

/**
 * A column of an answer. Values come as DuckDB's own text, because the driver's objects bend times to the zone of the JVM (a time in the
 * gap of a clock change becomes another one); numbers and booleans are made from it again.
 */
record Column(String name, String type) {

    Object value(String text) {
        return switch (type) {
            case "BOOLEAN" -> Boolean.valueOf(text);
            case "TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER" -> Long.valueOf(text);
            case "FLOAT", "DOUBLE" -> isFinite(text) ? (Object) Double.valueOf(text) : text;
            case "UBIGINT", "HUGEINT", "UHUGEINT" -> new BigDecimal(text);
            default -> type.startsWith("DECIMAL(") ? new BigDecimal(text) : text;
        };
    }

    /** JSON has no {@code inf} and no {@code nan}. */
    private static boolean isFinite(String text) {
        return Character.isDigit(text.charAt(text.length() - 1));
    }
}
