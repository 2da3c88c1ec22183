package dev.firstlight.stream.enrich.page;

import dev.firstlight.schema.EventColumn;
import dev.firstlight.schema.avro.Event;
import dev.firstlight.stream.enrich.ColumnText;
import dev.firstlight.stream.enrich.Enrichment;
import dev.firstlight.stream.event.Warnings;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Campaign, partner, coupon and click id from the parameters of {@code page_url}, where the event itself did not say. The query is read
 * first, then the fragment; of a parameter that is there twice the first counts, of several click ids the one that stands first in the
 * settings.
 *
 * <p>Runs before {@code page_url} is scrubbed, and scrubs what it takes. Threads: any. Failure: none.
 */
final class CampaignEnrichment implements Enrichment {

    private static final CampaignField[] FIELDS = CampaignField.values();

    private final NameTable names;
    /** By number of the name; those beyond are click ids. */
    private final CampaignField[] fields;

    private final List<ClickId> clickIds;
    private final UnaryOperator<String> scrub;

    CampaignEnrichment(CampaignConfig config, UnaryOperator<String> scrub) {
        List<String> list = new ArrayList<>();
        List<CampaignField> targets = new ArrayList<>();
        for (CampaignField field : FIELDS) {
            for (String parameter : config.parameters(field)) {
                list.add(parameter);
                targets.add(field);
            }
        }
        config.clickIds().forEach(click -> list.add(click.parameter()));
        this.names = new NameTable(list);
        this.fields = targets.toArray(CampaignField[]::new);
        this.clickIds = config.clickIds();
        this.scrub = scrub;
    }

    @Override
    public String name() {
        return "campaign";
    }

    @Override
    public void enrich(Subject subject, Event event, Warnings warnings) {
        String text = event.getPageUrl();
        if (text == null || text.indexOf('=') < 0) {
            return;
        }
        Reading reading = new Reading(text, event, warnings);
        reading.read(Parameters.ofQuery(text));
        reading.read(Parameters.ofFragment(text));
        reading.finish();
    }

    /** Of one event. */
    private final class Reading {

        private final String text;
        private final Event event;
        private final Warnings warnings;
        private int click = Integer.MAX_VALUE;
        private int clickStart;
        private int clickEnd;

        Reading(String text, Event event, Warnings warnings) {
            this.text = text;
            this.event = event;
            this.warnings = warnings;
        }

        void read(Parameters parameters) {
            while (parameters.next()) {
                int number = parameters.find(names);
                if (number >= fields.length) {
                    keepClick(number - fields.length, parameters);
                } else if (number >= 0 && fields[number].isAbsentIn(event)) {
                    String value = value(parameters.valueStart(), parameters.valueEnd(), fields[number].column());
                    if (value != null) {
                        fields[number].put(event, value);
                    }
                }
            }
        }

        void finish() {
            if (click == Integer.MAX_VALUE || event.getClickId() != null) {
                return;
            }
            String value = value(clickStart, clickEnd, EventColumn.CLICK_ID);
            if (value != null) {
                event.setClickId(value);
                event.setClickNetwork(clickIds.get(click).network());
            }
        }

        private void keepClick(int number, Parameters parameters) {
            if (number < click) {
                click = number;
                clickStart = parameters.valueStart();
                clickEnd = parameters.valueEnd();
            }
        }

        private @Nullable String value(int from, int to, EventColumn column) {
            String decoded = ParameterText.decode(text, from, to);
            return decoded == null ? null : ColumnText.fit(scrub.apply(decoded), column, warnings);
        }
    }
}
