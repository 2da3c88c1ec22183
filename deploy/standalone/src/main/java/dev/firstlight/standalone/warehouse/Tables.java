package dev.firstlight.standalone.warehouse;

import dev.firstlight.schema.EventColumn;
import dev.firstlight.schema.FirstKept;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The tables and the statements of a load, made from {@link EventColumn}.
 *
 * <p>{@code staging} and {@code batch} are filled and emptied within one transaction of one connection, so they are temporary: nobody
 * else can see a row in them, and they cost no write to the file. {@code events} has no index on {@code dedup_id}: what that would cost
 * and bring stands at {@link ObjectLoader}.
 */
final class Tables {

    static final String COLUMNS = columns(column -> '"' + column.columnName() + '"');

    static final List<String> DDL = List.of(
            "create table if not exists events (" + typedColumns() + ")",
            "create table if not exists loaded_objects (name varchar primary key, rows bigint, merged bigint,"
                    + " loaded_at timestamp)",
            "create table if not exists load_errors (file_name varchar primary key, line_number bigint,"
                    + " error_message varchar, line_text varchar, happened_at timestamp, failures bigint)",
            "create table if not exists ledger_counts (pixel_id varchar, minute timestamp, loaded bigint, merged bigint,"
                    + " primary key (pixel_id, minute))",
            "create table if not exists merged_away (dedup_id varchar, pixel_id varchar, received_at timestamp,"
                    + " raw_partition bigint, raw_offset bigint, raw_index bigint)",
            "create table if not exists redrives (manifest varchar primary key, redriven_at timestamp, loaded bigint)",
            Identities.DDL);

    static final List<String> TEMPORARY_DDL = List.of(
            "create temp table staging (object integer, odd boolean, " + typedColumns() + ")",
            "create temp table batch (staged bigint)",
            "create temp table found (name varchar)",
            Identities.TEMPORARY_DDL,
            FreshRows.TEMPORARY_DDL);

    /**
     * The first of each identity within the objects ({@link FirstKept}), unless the table has it already. The table is asked only for identities whose key is known, which is mostly
     * none: a plain {@code not exists} makes DuckDB hash the whole table (300 ms with 1,000,000 rows, for 10 rows).
     * {@code not in} is safe because no {@code dedup_id} is null.
     */
    static final String FILL_BATCH = """
            insert into batch select staged from (
              select rowid as staged, dedup_id, row_number() over
                (partition by dedup_id order by %s, rowid) as nth from staging)
            where nth = 1 and dedup_id not in
              (select dedup_id from events where dedup_id in (select dedup_id from staging where %s))""".formatted(FirstKept.orderSql(""), Identities.MAY_BE_KNOWN);

    static final String MERGE = "insert into events (" + COLUMNS + ") select " + COLUMNS
            + " from staging where rowid in (select staged from batch)";

    /**
     * Events whose identity another event has: by their place in the raw log, so that one that is redelivered is noted once. Only asked
     * when something was not merged; what was kept is in {@code events} by then.
     */
    static final String MERGE_AWAY = """
            insert into merged_away
            select distinct staged.dedup_id, staged.pixel_id, staged.received_at, staged.raw_partition, staged.raw_offset,
              staged.raw_index
            from staging as staged
            join (select * from events where dedup_id in (select dedup_id from staging)) as kept using (dedup_id)
            where (staged.raw_partition, staged.raw_offset, staged.raw_index)
                <> (kept.raw_partition, kept.raw_offset, kept.raw_index)
              and not exists (
                select 1 from merged_away as noted
                where noted.dedup_id = staged.dedup_id and noted.raw_partition = staged.raw_partition
                  and noted.raw_offset = staged.raw_offset and noted.raw_index = staged.raw_index)""";

    static final String COUNT = "insert into ledger_counts (pixel_id, minute, loaded, merged)"
            + " select pixel_id, date_trunc('minute', received_at), count(*), count(staged)"
            + " from staging left join batch on staging.rowid = staged group by all"
            + " on conflict do update set loaded = loaded + excluded.loaded, merged = merged + excluded.merged";

    /** Of each object in staging. */
    static final String COUNT_OBJECTS = "select object, count(*), count(staged) from staging"
            + " left join batch on staging.rowid = staged group by object";

    static final List<String> EMPTY_STAGING = List.of("delete from staging", "delete from batch", "delete from known");

    /** {@code found} holds every name of the directory; the set of all loaded names may be large, so DuckDB compares. */
    static final String MISSING =
            "select name from found where name not in (select name from loaded_objects) order by name";

    /** What a version before {@code merged_away} has: a table of the view's name, whose counts are taken over. */
    static final List<String> OLD_LEDGER = List.of(
            "begin transaction",
            "insert into ledger_counts select pixel_id, minute, loaded, merged from ledger",
            "drop table ledger",
            "commit");

    static final String HAS_OLD_LEDGER = "select 1 from duckdb_tables() where table_name = 'ledger'";

    private Tables() {}

    /** What brings a file up to date that an older version made: columns are only ever added. */
    static List<String> addedColumns() {
        return Stream.of(EventColumn.values())
                .map(column -> "alter table events add column if not exists " + typed(column))
                .toList();
    }

    private static String typedColumns() {
        return columns(Tables::typed);
    }

    private static String typed(EventColumn column) {
        return '"' + column.columnName() + "\" " + column.duckdbType();
    }

    private static String columns(Function<EventColumn, String> text) {
        return Stream.of(EventColumn.values()).map(text).collect(Collectors.joining(", "));
    }
}
