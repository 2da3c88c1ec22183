-- What COPY refused, what was sent again, and what is let go.

-- COPY fails as a whole (MAXERROR 0) and Firehose tries it again; what it could not read is here, since Redshift's own view of it forgets
-- after a week. A file that is here and in no re-drive is a batch whose rows are not in events.
CREATE TABLE firstlight.load_errors (
    query_id BIGINT ENCODE AZ64 NOT NULL,
    happened_at TIMESTAMP ENCODE RAW NOT NULL,
    table_id BIGINT ENCODE AZ64,
    file_name VARCHAR(1024) ENCODE ZSTD,
    line_number BIGINT ENCODE AZ64,
    column_name VARCHAR(127) ENCODE ZSTD,
    error_code BIGINT ENCODE AZ64,
    error_message VARCHAR(512) ENCODE ZSTD
)
DISTSTYLE EVEN
SORTKEY (happened_at);

-- Takes over what is new. Needs an owner who may see other users' loads: GRANT ROLE sys:monitor.
CREATE OR REPLACE PROCEDURE firstlight.note_load_errors() AS $$
BEGIN
    LOCK firstlight.load_lock;

    INSERT INTO firstlight.load_errors (
        query_id, happened_at, table_id, file_name, line_number, column_name, error_code, error_message
    )
    SELECT
        found.query_id,
        found.start_time,
        found.table_id,
        trim(found.file_name),
        found.line_number,
        trim(found.column_name),
        found.error_code,
        trim(found.error_message)
    FROM sys_load_error_detail AS found
    WHERE NOT EXISTS (
        SELECT 1
        FROM firstlight.load_errors AS noted
        WHERE noted.query_id = found.query_id
            AND noted.file_name = trim(found.file_name)
            AND noted.line_number = found.line_number
    );
END;
$$ LANGUAGE plpgsql SECURITY DEFINER;

-- Manifests of batches that Firehose gave up (errors/manifests/ in its bucket) and that were loaded afterwards.
CREATE TABLE firstlight.redrives (
    manifest VARCHAR(1024) ENCODE ZSTD NOT NULL,
    redriven_at TIMESTAMP ENCODE AZ64 NOT NULL,
    loaded BIGINT ENCODE AZ64 NOT NULL
)
DISTSTYLE ALL;

-- Loads what a manifest names into staging, once, however often it is called: the rows and the note of them are one transaction. Rows that
-- had come all the same are redelivered ones, which load_events() tells apart.
CREATE OR REPLACE PROCEDURE firstlight.redrive(wanted VARCHAR(1024), role_arn VARCHAR(512)) AS $$
DECLARE
    known BIGINT;
BEGIN
    LOCK firstlight.load_lock;

    IF wanted !~ '^s3://[a-z0-9.-]+/[A-Za-z0-9!_.*()/=-]+$' THEN
        RAISE EXCEPTION 'no manifest of a bucket: %', wanted;
    END IF;
    IF role_arn !~ '^arn:aws[a-z-]*:iam::[0-9]+:role/[A-Za-z0-9+=,.@_/-]+$' THEN
        RAISE EXCEPTION 'no role: %', role_arn;
    END IF;

    SELECT INTO known count(*) FROM firstlight.redrives WHERE manifest = wanted;
    IF known = 0 THEN
        EXECUTE 'COPY firstlight.events_staging FROM ' || quote_literal(wanted)
            || ' IAM_ROLE ' || quote_literal(role_arn)
            || ' MANIFEST FORMAT JSON ''auto'' GZIP TIMEFORMAT ''auto'' MAXERROR 0';
        INSERT INTO firstlight.redrives (manifest, redriven_at, loaded) VALUES (wanted, getdate(), pg_last_copy_count());
    END IF;
END;
$$ LANGUAGE plpgsql SECURITY DEFINER;

-- Lets go what was received more than so many days ago. Accounts outlive the events they are of: 400 days, as in firstlight.ledger.
CREATE OR REPLACE PROCEDURE firstlight.expire(days BIGINT) AS $$
BEGIN
    IF days IS NULL OR days < 1 THEN
        RAISE EXCEPTION 'events are kept for at least a day, not %', days;
    END IF;
    LOCK firstlight.load_lock;

    DELETE FROM firstlight.events WHERE received_at < dateadd(day, -days::INT, getdate());
    DELETE FROM firstlight.merged_away WHERE received_at < dateadd(day, -days::INT, getdate());
    DELETE FROM firstlight.ledger_counts WHERE minute < dateadd(day, -400, getdate());
    DELETE FROM firstlight.loads WHERE loaded_at < dateadd(day, -400, getdate());
    DELETE FROM firstlight.load_errors WHERE happened_at < dateadd(day, -400, getdate());
END;
$$ LANGUAGE plpgsql SECURITY DEFINER;
