-- Items and warnings as rows. The local warehouse has views of the same names and columns, made of DuckDB's own functions; a test compares
-- the columns. What is no number is NULL here: a view must not fail because of one cart.
CREATE VIEW firstlight.order_items AS
SELECT
    events.dedup_id,
    events.site,
    events.pixel_id,
    events.received_at,
    events.occurred_at,
    events.visitor_id,
    events.goal,
    events.order_id,
    events.currency,
    events.test,
    item_index,
    CASE
        WHEN is_scalar(item.id) THEN item.id::VARCHAR(128)
        WHEN is_scalar(item.item_id) THEN item.item_id::VARCHAR(128)
        WHEN is_scalar(item.product_id) THEN item.product_id::VARCHAR(128)
        WHEN is_scalar(item.sku) THEN item.sku::VARCHAR(128)
        WHEN is_scalar(item) THEN item::VARCHAR(128)
    END AS item_id,
    CASE WHEN is_scalar(item.name) THEN item.name::VARCHAR(512) END AS item_name,
    CASE
        WHEN coalesce(item.quantity, item.qty) IS NULL THEN 1
        WHEN is_scalar(coalesce(item.quantity, item.qty))
            AND coalesce(item.quantity, item.qty)::VARCHAR(64) ~ '^-?[0-9]{1,14}([.][0-9]+)?$'
            THEN coalesce(item.quantity, item.qty)::VARCHAR(64)::DECIMAL(18,4)
    END AS quantity,
    CASE
        WHEN is_scalar(item.price) AND item.price::VARCHAR(64) ~ '^-?[0-9]{1,14}([.][0-9]+)?$'
            THEN item.price::VARCHAR(64)::DECIMAL(18,4)
    END AS price
FROM firstlight.events AS events, events.items AS item AT item_index;

COMMENT ON VIEW firstlight.order_items IS 'One row per item of an event; item_index from 0. Names of members as the processor reads them; a quantity that is not given is one.';

-- A warning is name or name:detail.
CREATE VIEW firstlight.warnings AS
SELECT
    events.dedup_id,
    events.pixel_id,
    events.received_at,
    split_part(warning::VARCHAR(1024), ':', 1) AS warning,
    CASE
        WHEN position(':' IN warning::VARCHAR(1024)) > 0
            THEN substring(warning::VARCHAR(1024), position(':' IN warning::VARCHAR(1024)) + 1)
    END AS detail
FROM firstlight.events AS events, events.warnings AS warning;

COMMENT ON VIEW firstlight.warnings IS 'One row per warning of an event: what was odd and kept all the same.';
