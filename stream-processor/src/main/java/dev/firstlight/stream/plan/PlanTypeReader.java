package dev.firstlight.stream.plan;

import dev.firstlight.schema.Utf8;
import dev.firstlight.schema.WireField;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.Tag;

/** One type of a plan and its properties. Threads: one. */
final class PlanTypeReader {

    private static final String PROPERTIES = "properties";
    private static final Pattern PURPOSE = Pattern.compile("[a-z][a-z0-9-]{0,31}");
    private static final Pattern PERCENT = Pattern.compile("(\\d{1,3}(?:\\.\\d{1,4})?) ?%|0");
    private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);

    private final PlanProblems problems;
    private final Set<String> goals;
    private final Map<String, BigDecimal> margins;

    /** @param margins those of the plan, which hold where a type states none for the same purpose */
    PlanTypeReader(PlanProblems problems, Set<String> goals, Map<String, BigDecimal> margins) {
        this.problems = problems;
        this.goals = goals;
        this.margins = margins;
    }

    PlanType type(String name, PlanSection section) {
        section.expectOnly("description", "violations", "goals", "error-margins", PROPERTIES);
        List<PlanProperty> properties = new ArrayList<>();
        section.section(PROPERTIES).forEach((property, node) -> {
            PlanProperty read = property(property, node);
            if (read != null) {
                properties.add(read);
            }
        });
        if (properties.size() > WireField.PROPERTIES_MAX) {
            section.problem("'" + name + "' has more than " + WireField.PROPERTIES_MAX + " properties");
        }
        return new PlanType(
                name,
                section.mode("violations"),
                Set.copyOf(PlanReader.goals(section, goals)),
                List.copyOf(properties),
                margins(section));
    }

    /** Those of the section over those of the plan. */
    Map<String, BigDecimal> margins(PlanSection section) {
        Map<String, BigDecimal> all = new LinkedHashMap<>(margins);
        PlanSection stated = section.section("error-margins");
        stated.forEach((purpose, node) -> {
            PlanSection.Text text = stated.text(purpose);
            Matcher percent = PERCENT.matcher(text == null ? "" : text.value());
            if (!PURPOSE.matcher(purpose).matches()) {
                problems.add(node, "the purpose '" + purpose + "' is not 1 to 32 of a-z 0-9 -, a letter first");
            } else if (!percent.matches()) {
                problems.add(node, "an error margin is 0 or a percentage such as 2 %");
            } else {
                BigDecimal value = percent.group(1) == null ? BigDecimal.ZERO : new BigDecimal(percent.group(1));
                if (value.compareTo(HUNDRED) > 0) {
                    problems.add(node, "an error margin is at most 100 %");
                }
                all.put(purpose, value);
            }
        });
        return Map.copyOf(all);
    }

    private @Nullable PlanProperty property(String name, Node node) {
        if (name.isBlank() || Utf8.length(name) > WireField.PROPERTY_NAME_BYTES_MAX) {
            problems.add(node, "a property's name has 1 to " + WireField.PROPERTY_NAME_BYTES_MAX + " bytes");
            return null;
        }
        if (!PlanProperty.isPlannable(name)) {
            WireField field = WireField.ofQueryKey(name);
            String longName = field == null ? name : field.longName();
            problems.add(
                    node,
                    longName.equals(name)
                            ? "'" + name + "' is not for planning: it decides before the plan is asked"
                            : "'" + name + "' is another key of '" + longName + "'; write that one");
            return null;
        }
        if (node instanceof ScalarNode scalar && !node.getTag().equals(Tag.NULL)) {
            ValueRule rule = PlanRuleReader.bare(scalar.getValue(), node, problems);
            return rule == null ? null : PlanProperty.of(name, false, rule);
        }
        PlanSection section = PlanSection.of(node, "'" + name + "'", problems);
        ValueRule rule = PlanRuleReader.rule(section);
        return rule == null ? null : PlanProperty.of(name, section.flag("required"), rule);
    }
}
