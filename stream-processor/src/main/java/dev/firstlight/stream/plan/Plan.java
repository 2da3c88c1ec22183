package dev.firstlight.stream.plan;

import dev.firstlight.schema.EventColumn;
import dev.firstlight.schema.Refusal;
import dev.firstlight.schema.Utf8;
import dev.firstlight.schema.avro.Event;
import dev.firstlight.stream.event.PlanFinding;
import dev.firstlight.stream.event.Warnings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A tracking plan as a whole. What a pixel says comes before what its site says, and that before what holds for everybody.
 *
 * <p>Identity is decided at the edge from the type as it was sent: an event that an alias makes a conversion is known by its event id, so a
 * reloaded thank-you page counts again unless the client sends {@code conversion} itself.
 *
 * <p>Pure; any thread. Cost: one look into a map where the type is known and has no properties, and one for each property.
 *
 * @param base always says what becomes of unknown types and of violations
 */
public record Plan(
        String name, PlanLayer base, Map<String, PlanLayer> sites, Map<String, PlanLayer> pixels, Set<String> goals) {

    /**
     * Gives an event that came under an alias its one name, and says what is not as planned.
     *
     * @param given the type as the client said it, or none
     */
    public PlanVerdict judge(Event event, @Nullable String given, Warnings warnings) {
        PlanLayer pixel = pixels.getOrDefault(event.getPixelId(), PlanLayer.SILENT);
        PlanLayer site = sites.getOrDefault(event.getSite(), PlanLayer.SILENT);
        PlanAlias alias = alias(event.getType(), pixel, site);
        if (alias != null) {
            rename(event, alias, given, warnings);
        }
        PlanType type = type(event.getType(), pixel, site);
        if (type == null) {
            PlanMode mode = first(null, pixel.unknownTypes(), site.unknownTypes(), base.unknownTypes());
            List<PlanFinding> findings = List.of(new PlanFinding(PlanFinding.Kind.UNKNOWN_TYPE, null));
            return new PlanVerdict(findings, mode == PlanMode.REFUSE ? Refusal.PLAN_UNKNOWN_TYPE : null);
        }
        List<PlanFinding> findings = findings(event, type);
        if (findings.isEmpty()) {
            return PlanVerdict.AS_PLANNED;
        }
        PlanMode mode = first(type.violations(), pixel.violations(), site.violations(), base.violations());
        return new PlanVerdict(findings, mode == PlanMode.REFUSE ? Refusal.PLAN_VIOLATION : null);
    }

    private List<PlanFinding> findings(Event event, PlanType type) {
        List<PlanFinding> findings = null;
        Set<String> known = type.goals().isEmpty() ? goals : type.goals();
        if (event.getGoal() != null && !known.isEmpty() && !known.contains(event.getGoal())) {
            findings = added(null, PlanFinding.Kind.UNKNOWN_GOAL, null);
        }
        for (PlanProperty property : type.properties()) {
            String value = property.in(event);
            if (value == null && property.isRequired()) {
                findings = added(findings, PlanFinding.Kind.MISSING, property.name());
            } else if (value != null && !property.rule().accepts(value)) {
                findings = added(findings, PlanFinding.Kind.MALFORMED, property.name());
            }
        }
        return findings == null ? List.of() : findings;
    }

    private static List<PlanFinding> added(
            @Nullable List<PlanFinding> findings, PlanFinding.Kind kind, @Nullable String name) {
        List<PlanFinding> all = findings == null ? new ArrayList<>() : findings;
        all.add(new PlanFinding(kind, name));
        return all;
    }

    private static void rename(Event event, PlanAlias alias, @Nullable String given, Warnings warnings) {
        String said = given == null ? event.getType() : given;
        String kept = Utf8.cut(said, EventColumn.TYPE_GIVEN.bytesMax());
        if (kept.length() < said.length()) { // some letters of three bytes are one when they are small
            warnings.add("truncated:type_given");
        }
        event.setTypeGiven(kept);
        event.setType(alias.type());
        if (event.getGoal() == null) {
            event.setGoal(alias.goal());
        }
    }

    /** The nearest layer that knows the name decides whether it is a type or another name of one. */
    private @Nullable PlanAlias alias(String name, PlanLayer pixel, PlanLayer site) {
        for (PlanLayer layer : new PlanLayer[] {pixel, site, base}) {
            PlanAlias alias = layer.aliases().get(name);
            if (alias != null || layer.types().containsKey(name)) {
                return alias;
            }
        }
        return null;
    }

    private @Nullable PlanType type(String name, PlanLayer pixel, PlanLayer site) {
        PlanType type = pixel.types().get(name);
        type = type == null ? site.types().get(name) : type;
        return type == null ? base.types().get(name) : type;
    }

    static PlanMode first(@Nullable PlanMode... modes) {
        for (PlanMode mode : modes) {
            if (mode != null) {
                return mode;
            }
        }
        return PlanMode.FLAG;
    }
}
