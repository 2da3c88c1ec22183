package dev.firstlight.standalone.redshift;

import dev.firstlight.schema.FirstKept;
import dev.firstlight.schema.RowPositions;

/**
 * {@code firstlight.load_events()}: what is in staging becomes rows of {@code events}, one per {@code dedup_id}, the first kept ({@link FirstKept}).
 *
 * <p>The body of a procedure is one transaction, so that it is done whole or not at all. Its statements between {@code LOCK} and
 * {@code END} are of the subset that DuckDB takes too, and a test runs them there. It is made anew with each column, in the migration that adds
 * it: a load that did not know the column would delete it from staging and never insert it.
 */
final class LoadProcedure {

    private static final String TEXT = """
            CREATE OR REPLACE PROCEDURE firstlight.load_events() AS $$
            BEGIN
                -- One load at a time. First of all, so that what this transaction sees begins after the wait.
                LOCK firstlight.load_lock;

                -- A copy, so that each identity is looked up in events once and all that follows speaks of the same rows. Rows that COPY commits meanwhile
                -- are not seen by this transaction: they come with the next load.
                DELETE FROM firstlight.events_batch;

                INSERT INTO firstlight.events_batch (
            %1$s,
                    nth,
                    is_known,
                    known_partition,
                    known_offset,
                    known_index
                )
                SELECT
            %2$s,
                    row_number() OVER (
                        PARTITION BY staged.dedup_id
                        ORDER BY %4$s
                    ),
                    known.dedup_id IS NOT NULL,
                    known.raw_partition,
                    known.raw_offset,
                    known.raw_index
                FROM firstlight.events_staging AS staged
                LEFT JOIN firstlight.events AS known ON known.dedup_id = staged.dedup_id;

                INSERT INTO firstlight.loads (loaded_at, loaded, merged)
                SELECT getdate(), count(*), count(CASE WHEN nth = 1 AND NOT is_known THEN 1 END)
                FROM firstlight.events_batch
                HAVING count(*) > 0;

                INSERT INTO firstlight.ledger_counts (pixel_id, minute, loaded, merged)
                SELECT pixel_id, date_trunc('minute', received_at), count(*), count(CASE WHEN nth = 1 AND NOT is_known THEN 1 END)
                FROM firstlight.events_batch
                GROUP BY pixel_id, date_trunc('minute', received_at);

                -- Another event of an identity that is there. The same event again (same place in the raw log) was redelivered and is none.
                INSERT INTO firstlight.merged_away (dedup_id, pixel_id, received_at, raw_partition, raw_offset, raw_index)
                SELECT DISTINCT
                    batch.dedup_id, batch.pixel_id, batch.received_at, batch.raw_partition, batch.raw_offset, batch.raw_index
                FROM firstlight.events_batch AS batch
                JOIN firstlight.events_batch AS kept ON kept.dedup_id = batch.dedup_id AND kept.nth = 1
                WHERE (
                        batch.raw_partition <> coalesce(kept.known_partition, kept.raw_partition)
                        OR batch.raw_offset <> coalesce(kept.known_offset, kept.raw_offset)
                        OR batch.raw_index <> coalesce(kept.known_index, kept.raw_index)
                    )
                    AND NOT EXISTS (
                        SELECT 1
                        FROM firstlight.merged_away AS noted
                        WHERE noted.dedup_id = batch.dedup_id
                            AND noted.raw_partition = batch.raw_partition
                            AND noted.raw_offset = batch.raw_offset
                            AND noted.raw_index = batch.raw_index
                    );

                INSERT INTO firstlight.events (
            %1$s
                )
                SELECT
            %3$s
                FROM firstlight.events_batch AS batch
                WHERE batch.nth = 1 AND NOT batch.is_known;

                -- Exactly the identities of the batch, never all there is.
                DELETE FROM firstlight.events_staging
                USING firstlight.events_batch
                WHERE firstlight.events_staging.dedup_id = firstlight.events_batch.dedup_id;

                DELETE FROM firstlight.events_batch;
            END;
            $$ LANGUAGE plpgsql SECURITY DEFINER;
            """;

    private LoadProcedure() {}

    static String text() {
        String indent = "        ";
        return TEXT.formatted(
                EventsTable.names(indent, ""),
                EventsTable.names(indent, "staged."),
                EventsTable.names(indent, "batch.").replace("batch.page_url", RowPositions.pageUrlSql("batch.")),
                FirstKept.orderSql("staged."));
    }
}
