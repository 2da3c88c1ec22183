package dev.firstlight.stream.plan;

import dev.firstlight.schema.Utf8;
import java.math.BigDecimal;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.Node;

/** The nodes of a file → a plan. One use; threads: one. */
final class PlanReader {

    private static final Pattern TYPE = Pattern.compile("[a-z0-9_.:-]{1,64}");
    private static final Pattern PLACE = Pattern.compile("[A-Za-z0-9_-]{1,64}");

    /** The version of the format that this program reads. */
    private static final String VERSION = "1";

    private static final String UNKNOWN_TYPES = "unknown-types";
    private static final String VIOLATIONS = "violations";
    private static final String ALIASES = "aliases";
    private static final String TYPES = "types";
    private static final int GOAL_BYTES_MAX = 64;
    private static final int NAME_BYTES_MAX = 128;

    private final PlanProblems problems = new PlanProblems();
    private final Set<String> goals = new HashSet<>();
    private Map<String, BigDecimal> margins = Map.of();

    private PlanReader() {}

    static PlanReading read(Node root) {
        PlanReader reader = new PlanReader();
        Plan plan = reader.plan(PlanSection.of(root, "a plan", reader.problems));
        return new PlanReading(reader.problems.isEmpty() ? plan : null, reader.problems.inOrder());
    }

    private Plan plan(PlanSection root) {
        root.expectOnly(
                "version",
                "name",
                "error-margins",
                "goals",
                UNKNOWN_TYPES,
                VIOLATIONS,
                ALIASES,
                TYPES,
                "sites",
                "pixels");
        PlanSection.Text version = root.text("version");
        if (version == null || !version.value().equals(VERSION)) {
            root.problem("version: " + VERSION + " was expected; it is the only one there is");
        }
        PlanSection.Text name = root.text("name");
        if (name != null && Utf8.length(name.value()) > NAME_BYTES_MAX) {
            root.problem(name, "a name has at most " + NAME_BYTES_MAX + " bytes");
        }
        goals.addAll(goals(root, Set.of()));
        margins = new PlanTypeReader(problems, goals, Map.of()).margins(root);
        PlanLayer base = layer(root, Map.of());
        if (base.types().isEmpty() && problems.isEmpty()) { // else they are there, and none of them is one
            root.problem("a plan has at least one type");
        }
        return new Plan(
                name == null ? "" : name.value(),
                base,
                layers(root, "sites", base.types()),
                layers(root, "pixels", base.types()),
                Set.copyOf(goals));
    }

    private Map<String, PlanLayer> layers(PlanSection root, String name, Map<String, PlanType> baseTypes) {
        Map<String, PlanLayer> layers = new HashMap<>();
        root.section(name).forEach((place, node) -> {
            PlanSection section = PlanSection.of(node, "'" + place + "'", problems);
            if (!PLACE.matcher(place).matches()) {
                section.problem("'" + place + "' is not 1 to 64 of A-Z a-z 0-9 _ -");
            }
            section.expectOnly(UNKNOWN_TYPES, VIOLATIONS, ALIASES, TYPES);
            layers.put(place, layer(section, baseTypes));
        });
        return Map.copyOf(layers);
    }

    private PlanLayer layer(PlanSection section, Map<String, PlanType> widerTypes) {
        Map<String, PlanType> types = new LinkedHashMap<>();
        PlanTypeReader reader = new PlanTypeReader(problems, goals, margins);
        section.section(TYPES).forEach((name, node) -> {
            if (TYPE.matcher(name).matches()) {
                types.put(name, reader.type(name, PlanSection.of(node, "'" + name + "'", problems)));
            } else {
                problems.add(node, "the type '" + name + "' is not 1 to 64 of a-z 0-9 _ . : -");
            }
        });
        Map<String, PlanAlias> aliases = new HashMap<>();
        section.section(ALIASES).forEach((name, node) -> {
            String lower = name.toLowerCase(Locale.ROOT); // as the type of an event is
            PlanAlias alias = alias(lower, node, types, widerTypes);
            if (alias != null && aliases.put(lower, alias) != null) {
                problems.add(node, "the alias '" + lower + "' stands here for the second time");
            }
        });
        return new PlanLayer(
                section.mode(UNKNOWN_TYPES),
                section.mode(VIOLATIONS),
                Map.copyOf(aliases),
                Collections.unmodifiableMap(types));
    }

    private @Nullable PlanAlias alias(
            String name, Node node, Map<String, PlanType> types, Map<String, PlanType> widerTypes) {
        PlanSection section = PlanSection.of(node, "the alias '" + name + "'", problems);
        section.expectOnly("type", "goal");
        if (!TYPE.matcher(name).matches()) {
            section.problem("the alias '" + name + "' is not 1 to 64 of a-z 0-9 _ . : -, once in lower case");
        }
        if (types.containsKey(name)) {
            section.problem("'" + name + "' is a type here and cannot be another name of one as well");
        }
        PlanSection.Text type = section.text("type");
        PlanSection.Text goal = section.text("goal");
        if (goal != null) {
            checkGoal(
                    section,
                    goal,
                    type == null ? null : types.getOrDefault(type.value(), widerTypes.get(type.value())));
        }
        if (type == null) {
            section.problem("the alias '" + name + "' needs the type that it stands for");
            return null;
        }
        if (!types.containsKey(type.value()) && !widerTypes.containsKey(type.value())) {
            section.problem(type, "the alias '" + name + "' stands for '" + type.value() + "', which is no type here");
        }
        return new PlanAlias(type.value(), goal == null ? null : goal.value());
    }

    private void checkGoal(PlanSection section, PlanSection.Text goal, @Nullable PlanType type) {
        if (goal.value().isBlank() || Utf8.length(goal.value()) > GOAL_BYTES_MAX) {
            section.problem(goal, "a goal has 1 to " + GOAL_BYTES_MAX + " bytes");
            return;
        }
        boolean isUnknown = !goals.isEmpty() && !goals.contains(goal.value());
        boolean isForeign =
                type != null && !type.goals().isEmpty() && !type.goals().contains(goal.value());
        if (isUnknown || isForeign) {
            section.problem(goal, "'" + goal.value() + "' is no goal " + (isUnknown ? "of the plan" : "of that type"));
        }
    }

    /** @param within the goals there are, empty where these are the first */
    static Set<String> goals(PlanSection section, Set<String> within) {
        Set<String> goals = new HashSet<>();
        for (PlanSection.Text goal : section.texts("goals")) {
            if (goal.value().isBlank() || Utf8.length(goal.value()) > GOAL_BYTES_MAX) {
                section.problem(goal, "a goal has 1 to " + GOAL_BYTES_MAX + " bytes");
            } else if (!within.isEmpty() && !within.contains(goal.value())) {
                section.problem(goal, "'" + goal.value() + "' is no goal of the plan");
            } else if (!goals.add(goal.value())) {
                section.problem(goal, "the goal '" + goal.value() + "' stands here for the second time");
            }
        }
        return goals;
    }
}
