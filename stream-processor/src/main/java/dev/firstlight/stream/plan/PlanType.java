package dev.firstlight.stream.plan;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A type of events.
 *
 * @param violations what becomes of events that are not as it says, or none where the pixel's, the site's or the plan's word holds
 * @param goals the goals it may have; empty where those of the plan hold
 * @param errorMargins by purpose ({@code reports}, {@code billing}), in percent: how far a count may be off before someone has to look
 */
record PlanType(
        String name,
        @Nullable PlanMode violations,
        Set<String> goals,
        List<PlanProperty> properties,
        Map<String, BigDecimal> errorMargins) {}
