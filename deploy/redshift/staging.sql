-- Where Firehose's COPY puts rows: as they come, repeated ones included; merge.sql empties it. COPY options of the delivery stream:
--   FORMAT JSON 'auto' GZIP TIMEFORMAT 'auto'
-- No TRUNCATECOLUMNS: no text is wider than its column, and if one were, the load should say so.
CREATE TABLE IF NOT EXISTS events_staging (LIKE events);

-- One row per merge: what it found and what it kept; the rest was there already. Also what merges lock, so that there is one at a time.
CREATE TABLE IF NOT EXISTS events_merges (
    merged_at TIMESTAMP NOT NULL,
    loaded    BIGINT    NOT NULL,
    merged    BIGINT    NOT NULL
);
