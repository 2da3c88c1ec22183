package dev.firstlight.stream.plan;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A plan as people look at it: rows for each type and alias, those that hold for everybody first. Pure; any thread. */
public final class PlanOutline {

    private PlanOutline() {}

    /** Rows of where it holds, a type, its properties one a row, its goals, error margins, and what becomes of what is not as it says. */
    public static List<List<String>> rows(Plan plan) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("where", "type", "property (* required)", "is", "goals", "error margins", "if not"));
        add(plan, "everywhere", plan.base(), rows);
        new TreeMap<>(plan.sites()).forEach((site, layer) -> add(plan, "site " + site, layer, rows));
        new TreeMap<>(plan.pixels()).forEach((pixel, layer) -> add(plan, "pixel " + pixel, layer, rows));
        return rows;
    }

    /** Whether something that is sent under another name becomes an event of {@code type}. */
    public static boolean hasAliasOf(Plan plan, String type) {
        return Stream.of(Stream.of(plan.base()), plan.sites().values().stream(), plan.pixels().values().stream())
                .flatMap(layers -> layers)
                .flatMap(layer -> layer.aliases().values().stream())
                .anyMatch(alias -> alias.type().equals(type));
    }

    private static void add(Plan plan, String where, PlanLayer layer, List<List<String>> rows) {
        layer.types().values().forEach(type -> add(plan, where, layer, type, rows));
        new TreeMap<>(layer.aliases())
                .forEach((name, alias) -> rows.add(List.of(
                        where, name, "", "= " + alias.type(), Objects.requireNonNullElse(alias.goal(), ""), "", "")));
        if (layer.unknownTypes() != null || layer.equals(plan.base())) {
            rows.add(List.of(where, "(any other)", "", "", "", "", word(Plan.first(layer.unknownTypes()))));
        }
    }

    private static void add(Plan plan, String where, PlanLayer layer, PlanType type, List<List<String>> rows) {
        PlanMode violations =
                Plan.first(type.violations(), layer.violations(), plan.base().violations());
        Set<String> goals = new TreeSet<>(type.goals().isEmpty() ? plan.goals() : type.goals());
        rows.add(List.of(
                where, type.name(), "", "", String.join(", ", goals), margins(type.errorMargins()), word(violations)));
        for (PlanProperty property : type.properties()) {
            String name = property.name() + (property.isRequired() ? "*" : "");
            rows.add(List.of("", "", name, property.rule().description(), "", "", ""));
        }
    }

    private static String word(PlanMode mode) {
        return mode.name().toLowerCase(Locale.ROOT);
    }

    private static String margins(Map<String, BigDecimal> margins) {
        return new TreeMap<>(margins)
                .entrySet().stream()
                        .map(margin -> margin.getKey() + " " + margin.getValue().toPlainString() + " %")
                        .collect(Collectors.joining(", "));
    }
}
