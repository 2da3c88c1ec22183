package dev.firstlight.schema;

import java.util.List;
import java.util.stream.Collectors;

/**
 * Which of several rows of an identity a warehouse keeps, where they come to one load: the first in the raw log, which is the one that the processor takes
 * for the first sighting. All events of an identity are in one partition, so offset and index are the order in which the log took them. The time of
 * receipt is not: collectors' clocks differ, and what waited in a spool came late.
 *
 * <p>Every load is made from this, so that the same rows leave the same one in each warehouse. Pure; any thread.
 */
public final class FirstKept {

    private static final List<EventColumn> BY =
            List.of(EventColumn.RAW_PARTITION, EventColumn.RAW_OFFSET, EventColumn.RAW_INDEX);

    private FirstKept() {}

    /**
     * What to order by in SQL, least first.
     *
     * @param prefix of the columns, like {@code "staged."}
     */
    public static String orderSql(String prefix) {
        return BY.stream().map(column -> prefix + column.columnName()).collect(Collectors.joining(", "));
    }
}
