package dev.firstlight.stream.enrich.commerce;

import dev.firstlight.stream.enrich.Enrichment;
import java.util.ArrayList;
import java.util.List;

/** The enrichments of commerce that are switched on; none needs another. */
public final class CommerceEnrichments {

    private CommerceEnrichments() {}

    /** With the rates of {@code rates}, which the caller owns. */
    public static List<Enrichment> of(CommerceConfig config, RateFile rates) {
        List<Enrichment> enrichments = new ArrayList<>();
        if (config.isVariantEnabled()) {
            enrichments.add(new VariantEnrichment());
        }
        if (config.isItemsEnabled()) {
            enrichments.add(new ItemsEnrichment());
        }
        if (config.isConsentEnabled()) {
            enrichments.add(new ConsentEnrichment());
        }
        String currency = config.reportingCurrency();
        if (currency != null) {
            enrichments.add(new ReportingValueEnrichment(
                    currency, config.reportingMinorUnits(), config.rateAgeMaxDays(), rates::rates));
        }
        return enrichments;
    }
}
