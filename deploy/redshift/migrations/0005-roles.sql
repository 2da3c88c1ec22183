-- A role per actor, each with what it does and nothing else. Procedures run with their owner's rights, so that nobody who calls one can
-- touch a table beside it. Users are made outside (CREATE USER …, or IAM) and given a role: GRANT ROLE firstlight_loader TO …
CREATE ROLE firstlight_firehose;
CREATE ROLE firstlight_loader;
CREATE ROLE firstlight_operator;
CREATE ROLE firstlight_retention;
CREATE ROLE firstlight_analyst;

GRANT USAGE ON SCHEMA firstlight TO ROLE firstlight_firehose;
GRANT USAGE ON SCHEMA firstlight TO ROLE firstlight_loader;
GRANT USAGE ON SCHEMA firstlight TO ROLE firstlight_operator;
GRANT USAGE ON SCHEMA firstlight TO ROLE firstlight_retention;
GRANT USAGE ON SCHEMA firstlight TO ROLE firstlight_analyst;

REVOKE ALL ON PROCEDURE firstlight.load_events() FROM PUBLIC;
REVOKE ALL ON PROCEDURE firstlight.note_load_errors() FROM PUBLIC;
REVOKE ALL ON PROCEDURE firstlight.redrive(VARCHAR, VARCHAR) FROM PUBLIC;
REVOKE ALL ON PROCEDURE firstlight.expire(BIGINT) FROM PUBLIC;

-- Firehose: its COPY, into staging alone.
GRANT INSERT ON firstlight.events_staging TO ROLE firstlight_firehose;

-- The schedule.
GRANT EXECUTE ON PROCEDURE firstlight.load_events() TO ROLE firstlight_loader;
GRANT EXECUTE ON PROCEDURE firstlight.note_load_errors() TO ROLE firstlight_loader;

-- Who is on duty: sees whether all arrived, and loads what was given up.
GRANT EXECUTE ON PROCEDURE firstlight.redrive(VARCHAR, VARCHAR) TO ROLE firstlight_operator;
GRANT SELECT ON firstlight.loads TO ROLE firstlight_operator;
GRANT SELECT ON firstlight.ledger TO ROLE firstlight_operator;
GRANT SELECT ON firstlight.load_errors TO ROLE firstlight_operator;
GRANT SELECT ON firstlight.redrives TO ROLE firstlight_operator;

GRANT EXECUTE ON PROCEDURE firstlight.expire(BIGINT) TO ROLE firstlight_retention;

-- Who asks: events and what is made of them, not the accounts.
GRANT SELECT ON firstlight.events TO ROLE firstlight_analyst;
GRANT SELECT ON firstlight.order_items TO ROLE firstlight_analyst;
GRANT SELECT ON firstlight.warnings TO ROLE firstlight_analyst;
