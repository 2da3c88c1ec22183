package dev.firstlight.standalone.warehouse;

import java.util.List;

/**
 * The views of the local warehouse: of the names and columns that Redshift's have ({@code deploy/redshift/migrations}), which a test
 * compares; made of DuckDB's own functions where the two differ, as in what is inside JSON.
 */
final class Views {

    /** loaded = merged + merged_away + redelivered; the last came again from the same place in the raw log. */
    private static final String LEDGER = """
            create or replace view ledger as
            select pixel_id, minute, sum(loaded)::bigint as loaded, sum(merged)::bigint as merged,
              sum(merged_away)::bigint as merged_away,
              (sum(loaded) - sum(merged) - sum(merged_away))::bigint as redelivered
            from (
              select pixel_id, minute, loaded, merged, 0 as merged_away from ledger_counts
              union all
              select pixel_id, date_trunc('minute', received_at), 0, 0, 1 from merged_away)
            group by pixel_id, minute""";

    /** Names of an item's members are those that the processor reads; a quantity that is not given is one, what is no number is null. */
    private static final String ORDER_ITEMS = """
            create or replace view order_items as
            select dedup_id, site, pixel_id, received_at, occurred_at, visitor_id, goal, order_id, currency, test, item_index,
              coalesce(item->>'id', item->>'item_id', item->>'product_id', item->>'sku',
                case when json_type(item) not in ('OBJECT', 'ARRAY') then item->>'$' end) as item_id,
              item->>'name' as item_name,
              case when coalesce(item->>'quantity', item->>'qty') is null then 1
                else try_cast(coalesce(item->>'quantity', item->>'qty') as decimal(18,4)) end as quantity,
              try_cast(item->>'price' as decimal(18,4)) as price
            from (
              select *, items->('$[' || item_index || ']') as item
              from (select *, unnest(range(json_array_length(items)::bigint)) as item_index from events))""";

    private static final String WARNINGS = """
            create or replace view warnings as
            select dedup_id, pixel_id, received_at, split_part(given, ':', 1) as warning,
              case when position(':' in given) > 0 then substring(given, position(':' in given) + 1) end as detail
            from (
              select dedup_id, pixel_id, received_at, unnest(json_extract_string(warnings, '$[*]')) as given from events)""";

    static final List<String> DDL = List.of(LEDGER, ORDER_ITEMS, WARNINGS);

    private Views() {}
}
