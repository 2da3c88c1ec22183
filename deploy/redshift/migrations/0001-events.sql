-- The schema, and events in it: one row per event. dedup_id is its identity; Redshift does not enforce the primary key, it tells the
-- planner what load_events() keeps. Spread by identity, so that a load compares on each slice alone; sorted by time of receipt, by which
-- everybody asks. Types, widths and encodings are those of EventColumn, notes those of the Event schema; a test holds both.
CREATE SCHEMA firstlight;

CREATE TABLE firstlight.events (
    dedup_id VARCHAR(32) ENCODE ZSTD NOT NULL,
    "identity" VARCHAR(8) ENCODE BYTEDICT NOT NULL,
    event_id VARCHAR(64) ENCODE ZSTD NOT NULL,
    type VARCHAR(64) ENCODE BYTEDICT NOT NULL,
    type_given VARCHAR(64) ENCODE BYTEDICT,
    pixel_id VARCHAR(64) ENCODE ZSTD NOT NULL,
    site VARCHAR(64) ENCODE BYTEDICT NOT NULL,
    received_at TIMESTAMP ENCODE RAW NOT NULL,
    occurred_at TIMESTAMP ENCODE AZ64 NOT NULL,
    created_at TIMESTAMP ENCODE AZ64,
    sent_at TIMESTAMP ENCODE AZ64,
    visitor_id VARCHAR(64) ENCODE ZSTD,
    session_id VARCHAR(64) ENCODE ZSTD,
    sequence BIGINT ENCODE AZ64,
    user_id VARCHAR(128) ENCODE ZSTD,
    page_url VARCHAR(4096) ENCODE ZSTD,
    page_scheme VARCHAR(16) ENCODE BYTEDICT,
    page_host VARCHAR(253) ENCODE ZSTD,
    page_path VARCHAR(2048) ENCODE ZSTD,
    page_query VARCHAR(4096) ENCODE ZSTD,
    page_fragment VARCHAR(1024) ENCODE ZSTD,
    referrer VARCHAR(4096) ENCODE ZSTD,
    referrer_host VARCHAR(253) ENCODE ZSTD,
    referrer_medium VARCHAR(32) ENCODE BYTEDICT,
    referrer_source VARCHAR(64) ENCODE BYTEDICT,
    referrer_term VARCHAR(256) ENCODE ZSTD,
    page_title VARCHAR(512) ENCODE ZSTD,
    screen VARCHAR(16) ENCODE ZSTD,
    screen_width BIGINT ENCODE AZ64,
    screen_height BIGINT ENCODE AZ64,
    viewport VARCHAR(16) ENCODE ZSTD,
    viewport_width BIGINT ENCODE AZ64,
    viewport_height BIGINT ENCODE AZ64,
    pixel_ratio DECIMAL(18,4) ENCODE AZ64,
    language VARCHAR(35) ENCODE BYTEDICT,
    language_primary VARCHAR(8) ENCODE BYTEDICT,
    time_zone VARCHAR(64) ENCODE BYTEDICT,
    goal VARCHAR(64) ENCODE BYTEDICT,
    order_id VARCHAR(128) ENCODE ZSTD,
    value DECIMAL(18,4) ENCODE AZ64,
    currency VARCHAR(3) ENCODE BYTEDICT,
    value_reporting DECIMAL(18,4) ENCODE AZ64,
    currency_reporting VARCHAR(3) ENCODE BYTEDICT,
    coupon VARCHAR(128) ENCODE ZSTD,
    items SUPER,
    item_count BIGINT ENCODE AZ64,
    items_value DECIMAL(18,4) ENCODE AZ64,
    product_ids SUPER,
    product_id VARCHAR(128) ENCODE ZSTD,
    content_id VARCHAR(128) ENCODE ZSTD,
    variant VARCHAR(128) ENCODE ZSTD,
    experiment VARCHAR(128) ENCODE ZSTD,
    experiment_variant VARCHAR(128) ENCODE ZSTD,
    partner_id VARCHAR(128) ENCODE ZSTD,
    campaign_id VARCHAR(128) ENCODE ZSTD,
    campaign_source VARCHAR(128) ENCODE ZSTD,
    campaign_medium VARCHAR(128) ENCODE BYTEDICT,
    campaign_name VARCHAR(256) ENCODE ZSTD,
    campaign_term VARCHAR(256) ENCODE ZSTD,
    campaign_content VARCHAR(256) ENCODE ZSTD,
    click_id VARCHAR(512) ENCODE ZSTD,
    click_network VARCHAR(32) ENCODE BYTEDICT,
    placement_id VARCHAR(128) ENCODE ZSTD,
    consent VARCHAR(256) ENCODE ZSTD,
    consent_state VARCHAR(16) ENCODE BYTEDICT,
    consent_purposes VARCHAR(256) ENCODE ZSTD,
    gpc BOOLEAN ENCODE RAW,
    test BOOLEAN ENCODE RAW,
    internal BOOLEAN ENCODE RAW,
    properties SUPER,
    device_class VARCHAR(64) ENCODE BYTEDICT,
    device_brand VARCHAR(64) ENCODE BYTEDICT,
    os_name VARCHAR(64) ENCODE BYTEDICT,
    os_version VARCHAR(64) ENCODE ZSTD,
    agent_name VARCHAR(64) ENCODE BYTEDICT,
    agent_version VARCHAR(64) ENCODE ZSTD,
    bot BOOLEAN ENCODE RAW,
    bot_source VARCHAR(16) ENCODE BYTEDICT,
    country VARCHAR(2) ENCODE BYTEDICT,
    region VARCHAR(64) ENCODE ZSTD,
    city VARCHAR(128) ENCODE ZSTD,
    asn BIGINT ENCODE AZ64,
    isp VARCHAR(128) ENCODE ZSTD,
    ip_hash VARCHAR(32) ENCODE ZSTD,
    warnings SUPER,
    raw_partition BIGINT ENCODE AZ64,
    raw_offset BIGINT ENCODE AZ64,
    raw_index BIGINT ENCODE AZ64,
    PRIMARY KEY (dedup_id)
)
DISTSTYLE KEY
DISTKEY (dedup_id)
SORTKEY (received_at);

COMMENT ON TABLE firstlight.events IS 'One row per event; dedup_id is its identity, the first of each was kept.';
COMMENT ON COLUMN firstlight.events.dedup_id IS 'The one identity of the event: 32 lower-case hex digits. Origin: collector.';
COMMENT ON COLUMN firstlight.events."identity" IS 'What the identity was made from: event or order. Origin: collector.';
COMMENT ON COLUMN firstlight.events.event_id IS 'The client''s event id or the one the collector made; at most 64 bytes.';
COMMENT ON COLUMN firstlight.events.type IS 'page_view, impression, click, conversion, email_open, or a type of the site''s own. Origin: client.';
COMMENT ON COLUMN firstlight.events.type_given IS 'The type as the client said it, where the tracking plan knows it by another name. Origin: client.';
COMMENT ON COLUMN firstlight.events.pixel_id IS 'The id of the place that fired. Origin: path.';
COMMENT ON COLUMN firstlight.events.site IS 'The pixels that share orders and visitors. Origin: collector''s settings.';
COMMENT ON COLUMN firstlight.events.received_at IS 'Epoch milliseconds, collector clock.';
COMMENT ON COLUMN firstlight.events.occurred_at IS 'Epoch milliseconds: received_at - (sent_at - created_at), within received_at - 24 h and + 5 min; received_at when the client gave no times.';
COMMENT ON COLUMN firstlight.events.created_at IS 'Epoch milliseconds, client clock, as given.';
COMMENT ON COLUMN firstlight.events.sent_at IS 'Epoch milliseconds, client clock, as given.';
COMMENT ON COLUMN firstlight.events.visitor_id IS 'Origin: client.';
COMMENT ON COLUMN firstlight.events.session_id IS 'Origin: client.';
COMMENT ON COLUMN firstlight.events.sequence IS 'Number of the event in its session. Origin: client.';
COMMENT ON COLUMN firstlight.events.user_id IS 'The site''s own user id. Origin: client.';
COMMENT ON COLUMN firstlight.events.page_url IS 'Origin: client, else header Referer.';
COMMENT ON COLUMN firstlight.events.page_scheme IS 'http, https, app, ...: of page_url. Origin: processor.';
COMMENT ON COLUMN firstlight.events.page_host IS 'Host of page_url, lower case, without port. Origin: processor.';
COMMENT ON COLUMN firstlight.events.page_path IS 'Path of page_url. Origin: processor.';
COMMENT ON COLUMN firstlight.events.page_query IS 'Query of page_url after scrubbing, without the question mark. Origin: processor.';
COMMENT ON COLUMN firstlight.events.page_fragment IS 'Fragment of page_url after scrubbing, without the hash sign. Origin: processor.';
COMMENT ON COLUMN firstlight.events.referrer IS 'Origin: client.';
COMMENT ON COLUMN firstlight.events.referrer_host IS 'Host of referrer, lower case. Origin: processor.';
COMMENT ON COLUMN firstlight.events.referrer_medium IS 'direct, internal, search, social, email, paid, ai_assistant or unknown. Origin: processor.';
COMMENT ON COLUMN firstlight.events.referrer_source IS 'Name of who referred: Google, Facebook, ... Origin: processor''s list.';
COMMENT ON COLUMN firstlight.events.referrer_term IS 'What was searched for, where the referrer still says it. Origin: processor.';
COMMENT ON COLUMN firstlight.events.page_title IS 'Origin: client.';
COMMENT ON COLUMN firstlight.events.screen IS 'Width x height in CSS pixels, as 1920x1080. Origin: client.';
COMMENT ON COLUMN firstlight.events.screen_width IS 'CSS pixels. Origin: processor, from screen.';
COMMENT ON COLUMN firstlight.events.screen_height IS 'CSS pixels. Origin: processor, from screen.';
COMMENT ON COLUMN firstlight.events.viewport IS 'As screen. Origin: client.';
COMMENT ON COLUMN firstlight.events.viewport_width IS 'CSS pixels. Origin: processor, from viewport.';
COMMENT ON COLUMN firstlight.events.viewport_height IS 'CSS pixels. Origin: processor, from viewport.';
COMMENT ON COLUMN firstlight.events.pixel_ratio IS 'Decimal as text. Origin: client.';
COMMENT ON COLUMN firstlight.events.language IS 'BCP 47. Origin: client, else the first of header Accept-Language.';
COMMENT ON COLUMN firstlight.events.language_primary IS 'First subtag of language, lower case: de of de-AT. Origin: processor.';
COMMENT ON COLUMN firstlight.events.time_zone IS 'IANA name. Origin: client.';
COMMENT ON COLUMN firstlight.events.goal IS 'What a conversion achieved. Origin: client.';
COMMENT ON COLUMN firstlight.events.order_id IS 'As given, also when it is a placeholder. Origin: client.';
COMMENT ON COLUMN firstlight.events.value IS 'Decimal as text, at most 14 digits before and 4 after the point. Origin: client.';
COMMENT ON COLUMN firstlight.events.currency IS 'ISO 4217, upper case. Origin: client.';
COMMENT ON COLUMN firstlight.events.value_reporting IS 'value in the reporting currency, by the rate file of the day; decimal as text. Origin: processor.';
COMMENT ON COLUMN firstlight.events.currency_reporting IS 'The currency of value_reporting. Origin: processor''s settings.';
COMMENT ON COLUMN firstlight.events.coupon IS 'Origin: client.';
COMMENT ON COLUMN firstlight.events.items IS 'JSON array as text. Origin: client.';
COMMENT ON COLUMN firstlight.events.item_count IS 'Sum of the quantities of items. Origin: processor.';
COMMENT ON COLUMN firstlight.events.items_value IS 'Sum of price times quantity of items, exact; decimal as text. Origin: processor.';
COMMENT ON COLUMN firstlight.events.product_ids IS 'The ids of items in their order, each once: JSON array as text. Origin: processor.';
COMMENT ON COLUMN firstlight.events.product_id IS 'Origin: client.';
COMMENT ON COLUMN firstlight.events.content_id IS 'Origin: client.';
COMMENT ON COLUMN firstlight.events.variant IS 'experiment:variant. Origin: client.';
COMMENT ON COLUMN firstlight.events.experiment IS 'The part of variant before the colon. Origin: processor.';
COMMENT ON COLUMN firstlight.events.experiment_variant IS 'The part of variant after the colon. Origin: processor.';
COMMENT ON COLUMN firstlight.events.partner_id IS 'Affiliate or influencer. Origin: client.';
COMMENT ON COLUMN firstlight.events.campaign_id IS 'Origin: client.';
COMMENT ON COLUMN firstlight.events.campaign_source IS 'utm_source of page_url. Origin: processor.';
COMMENT ON COLUMN firstlight.events.campaign_medium IS 'utm_medium of page_url. Origin: processor.';
COMMENT ON COLUMN firstlight.events.campaign_name IS 'utm_campaign of page_url. Origin: processor.';
COMMENT ON COLUMN firstlight.events.campaign_term IS 'utm_term of page_url. Origin: processor.';
COMMENT ON COLUMN firstlight.events.campaign_content IS 'utm_content of page_url. Origin: processor.';
COMMENT ON COLUMN firstlight.events.click_id IS 'The click id in page_url: gclid, fbclid, msclkid, ... Origin: ad network.';
COMMENT ON COLUMN firstlight.events.click_network IS 'Whose click id it is: google_ads, meta, microsoft_ads, ... Origin: processor''s list.';
COMMENT ON COLUMN firstlight.events.placement_id IS 'Origin: client.';
COMMENT ON COLUMN firstlight.events.consent IS 'Consent state and purposes. Origin: client.';
COMMENT ON COLUMN firstlight.events.consent_state IS 'granted, denied, unknown or not_required: what consent says. Origin: processor.';
COMMENT ON COLUMN firstlight.events.consent_purposes IS 'Purposes consented to: lower case, sorted, separated by commas. Origin: processor.';
COMMENT ON COLUMN firstlight.events.gpc IS 'Global Privacy Control, by header or parameter.';
COMMENT ON COLUMN firstlight.events.test IS 'Test traffic: kept out of every count by default. Origin: client.';
COMMENT ON COLUMN firstlight.events.internal IS 'Traffic of the operator''s own: by its address ranges. Origin: processor''s settings.';
COMMENT ON COLUMN firstlight.events.properties IS 'Custom properties by name. Origin: client.';
COMMENT ON COLUMN firstlight.events.device_class IS 'Desktop, Phone, Tablet, Robot, ... Origin: Yauaa on header User-Agent.';
COMMENT ON COLUMN firstlight.events.device_brand IS 'Apple, Samsung, ... Origin: Yauaa and client hints.';
COMMENT ON COLUMN firstlight.events.os_name IS 'Origin: Yauaa.';
COMMENT ON COLUMN firstlight.events.os_version IS 'Origin: Yauaa.';
COMMENT ON COLUMN firstlight.events.agent_name IS 'Browser or robot. Origin: Yauaa.';
COMMENT ON COLUMN firstlight.events.agent_version IS 'Origin: Yauaa.';
COMMENT ON COLUMN firstlight.events.bot IS 'No person: see bot_source. Origin: processor.';
COMMENT ON COLUMN firstlight.events.bot_source IS 'What says so: agent_class, agent_list or data_centre. Origin: processor.';
COMMENT ON COLUMN firstlight.events.country IS 'ISO 3166-1 alpha-2 of the address. Origin: country file.';
COMMENT ON COLUMN firstlight.events.region IS 'Region of the address. Origin: the operator''s file.';
COMMENT ON COLUMN firstlight.events.city IS 'City of the address. Origin: the operator''s file.';
COMMENT ON COLUMN firstlight.events.asn IS 'Number of the autonomous system of the address. Origin: the operator''s file.';
COMMENT ON COLUMN firstlight.events.isp IS 'Name of that system''s operator. Origin: the operator''s file.';
COMMENT ON COLUMN firstlight.events.ip_hash IS 'HMAC-SHA-256 of the address with the random key of the day, first 128 bits, 32 hex digits: equal within a day, unlinkable after.';
COMMENT ON COLUMN firstlight.events.warnings IS 'What was odd and kept all the same, as name or name:detail. Origin: processor.';
COMMENT ON COLUMN firstlight.events.raw_partition IS 'Partition of firstlight.raw it came from.';
COMMENT ON COLUMN firstlight.events.raw_offset IS 'Offset in that partition.';
COMMENT ON COLUMN firstlight.events.raw_index IS 'Number of the item in its pack, from 0.';

-- Where COPY puts rows, as they come, repeated ones too; load_events() empties it. Distribution, sorting and encodings come with LIKE.
CREATE TABLE firstlight.events_staging (LIKE firstlight.events);

-- The rows that a load is about; empty between loads. Not a temporary table, which a procedure's statements would know by an id that
-- the next call in the same session does not find.
CREATE TABLE firstlight.events_batch (LIKE firstlight.events);
ALTER TABLE firstlight.events_batch ADD COLUMN nth BIGINT;
ALTER TABLE firstlight.events_batch ADD COLUMN is_known BOOLEAN;
ALTER TABLE firstlight.events_batch ADD COLUMN known_partition BIGINT;
ALTER TABLE firstlight.events_batch ADD COLUMN known_offset BIGINT;
ALTER TABLE firstlight.events_batch ADD COLUMN known_index BIGINT;
