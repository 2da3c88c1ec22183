package dev.firstlight.standalone.redshift;

/**
 * {@code firstlight.redrive(manifest, role, paths)}: the COPY that Firehose gave up, once. Made anew with each column, as {@link LoadProcedure}. Redshift binds no
 * values in COPY, so each is held against a pattern and quoted.
 */
final class RedriveProcedure {

    private static final String TEXT = """
            CREATE OR REPLACE PROCEDURE firstlight.redrive(wanted VARCHAR(1024), role_arn VARCHAR(512), paths VARCHAR(1024)) AS $$
            DECLARE
                known BIGINT;
            BEGIN
                LOCK firstlight.load_lock;

                IF wanted !~ '^s3://[a-z0-9.-]+/[A-Za-z0-9!_.*()/=-]+$' THEN
                    RAISE EXCEPTION 'no manifest of a bucket: %%', wanted;
                END IF;
                IF role_arn !~ '^arn:aws[a-z-]*:iam::[0-9]+:role/[A-Za-z0-9+=,.@_/-]+$' THEN
                    RAISE EXCEPTION 'no role: %%', role_arn;
                END IF;
                -- auto: objects with rows of names, as the sink writes them with row-form = names.
                IF paths <> 'auto' AND paths !~ '^s3://[a-z0-9.-]+/[A-Za-z0-9!_.*()/=-]+$' THEN
                    RAISE EXCEPTION 'no file of a bucket: %%', paths;
                END IF;

                SELECT INTO known count(*) FROM firstlight.redrives WHERE manifest = wanted;
                IF known = 0 THEN
                    EXECUTE 'COPY firstlight.events_staging'
                        || CASE WHEN paths = 'auto' THEN '' ELSE ' (%1$s)' END
                        || ' FROM ' || quote_literal(wanted)
                        || ' IAM_ROLE ' || quote_literal(role_arn)
                        || ' MANIFEST FORMAT JSON ' || quote_literal(paths)
                        || CASE WHEN paths = 'auto' THEN ' GZIP TIMEFORMAT ''auto'' MAXERROR 0' ELSE ' %2$s' END;
                    INSERT INTO firstlight.redrives (manifest, redriven_at, loaded) VALUES (wanted, getdate(), pg_last_copy_count());
                END IF;
            END;
            $$ LANGUAGE plpgsql SECURITY DEFINER;
            """;

    private RedriveProcedure() {}

    static String text() {
        return TEXT.formatted(CopyFormat.columns(), CopyFormat.OPTIONS.replace("'", "''"));
    }
}
