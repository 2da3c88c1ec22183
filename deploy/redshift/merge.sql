-- Moves what is in staging into events, one row per dedup_id, the first kept. To be run again and again (every minute or so); when it
-- ends with a serialisation conflict (error 1023), run it again: nothing was changed.
--
-- Not MERGE, which does not remove repetitions within its source, and not TRUNCATE, which commits. Rows that COPY adds meanwhile are
-- outside this transaction's snapshot: they are neither merged nor deleted now, and come with the next run.
BEGIN;

-- One merge at a time; the snapshot is taken after the wait.
LOCK events_merges;

CREATE TEMP TABLE events_batch AS
SELECT
    *,
    row_number() OVER (
        PARTITION BY dedup_id
        ORDER BY received_at, raw_partition, raw_offset, raw_index
    ) AS nth
FROM events_staging;

-- Before the INSERT, which makes them known.
INSERT INTO events_merges (merged_at, loaded, merged)
SELECT
    getdate(),
    count(*),
    count(CASE WHEN batch.nth = 1 AND known.dedup_id IS NULL THEN 1 END)
FROM events_batch AS batch
LEFT JOIN events AS known ON known.dedup_id = batch.dedup_id;

INSERT INTO events (
    dedup_id,
    "identity",
    event_id,
    type,
    pixel_id,
    site,
    received_at,
    occurred_at,
    created_at,
    sent_at,
    visitor_id,
    session_id,
    sequence,
    user_id,
    page_url,
    referrer,
    page_title,
    screen,
    viewport,
    pixel_ratio,
    language,
    time_zone,
    goal,
    order_id,
    value,
    currency,
    coupon,
    items,
    product_id,
    content_id,
    variant,
    partner_id,
    campaign_id,
    placement_id,
    consent,
    gpc,
    test,
    properties,
    device_class,
    os_name,
    os_version,
    agent_name,
    agent_version,
    country,
    ip_hash,
    warnings,
    raw_partition,
    raw_offset,
    raw_index
)
SELECT
    batch.dedup_id,
    batch."identity",
    batch.event_id,
    batch.type,
    batch.pixel_id,
    batch.site,
    batch.received_at,
    batch.occurred_at,
    batch.created_at,
    batch.sent_at,
    batch.visitor_id,
    batch.session_id,
    batch.sequence,
    batch.user_id,
    batch.page_url,
    batch.referrer,
    batch.page_title,
    batch.screen,
    batch.viewport,
    batch.pixel_ratio,
    batch.language,
    batch.time_zone,
    batch.goal,
    batch.order_id,
    batch.value,
    batch.currency,
    batch.coupon,
    batch.items,
    batch.product_id,
    batch.content_id,
    batch.variant,
    batch.partner_id,
    batch.campaign_id,
    batch.placement_id,
    batch.consent,
    batch.gpc,
    batch.test,
    batch.properties,
    batch.device_class,
    batch.os_name,
    batch.os_version,
    batch.agent_name,
    batch.agent_version,
    batch.country,
    batch.ip_hash,
    batch.warnings,
    batch.raw_partition,
    batch.raw_offset,
    batch.raw_index
FROM events_batch AS batch
WHERE batch.nth = 1
    AND NOT EXISTS (SELECT 1 FROM events AS known WHERE known.dedup_id = batch.dedup_id);

-- Exactly the ids of the batch.
DELETE FROM events_staging
USING events_batch
WHERE events_staging.dedup_id = events_batch.dedup_id;

DROP TABLE events_batch;

COMMIT;
