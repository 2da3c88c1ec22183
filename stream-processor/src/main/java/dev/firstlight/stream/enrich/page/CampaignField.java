package dev.firstlight.stream.enrich.page;

import dev.firstlight.schema.EventColumn;
import dev.firstlight.schema.avro.Event;

/** What a parameter of the page's URL can say about a campaign, the name of its setting and its column. */
enum CampaignField {
    SOURCE("source", EventColumn.CAMPAIGN_SOURCE),
    MEDIUM("medium", EventColumn.CAMPAIGN_MEDIUM),
    NAME("name", EventColumn.CAMPAIGN_NAME),
    TERM("term", EventColumn.CAMPAIGN_TERM),
    CONTENT("content", EventColumn.CAMPAIGN_CONTENT),
    CAMPAIGN_ID("campaign-id", EventColumn.CAMPAIGN_ID),
    PLACEMENT_ID("placement-id", EventColumn.PLACEMENT_ID),
    PARTNER_ID("partner-id", EventColumn.PARTNER_ID),
    COUPON("coupon", EventColumn.COUPON);

    private final String setting;
    private final EventColumn column;
    private final int position;

    CampaignField(String setting, EventColumn column) {
        this.setting = setting;
        this.column = column;
        this.position = Event.getClassSchema().getField(column.columnName()).pos();
    }

    String setting() {
        return setting;
    }

    EventColumn column() {
        return column;
    }

    boolean isAbsentIn(Event event) {
        return event.get(position) == null;
    }

    void put(Event event, String value) {
        event.put(position, value);
    }
}
