package dev.firstlight.stream.plan;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.math.BigDecimal;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.Node;

/** What a property of a plan has to be, from the file. Threads: one. */
final class PlanRuleReader {

    /** Longest pattern: its compiled form is kept, and grows with its repetitions. */
    private static final int PATTERN_LENGTH_MAX = 256;

    private static final java.util.regex.Pattern DECIMAL =
            java.util.regex.Pattern.compile("-?\\d{1,18}(\\.\\d{1,18})?");

    private PlanRuleReader() {}

    /** {@code price: decimal} */
    static @Nullable ValueRule bare(String type, Node node, PlanProblems problems) {
        return switch (type) {
            case "string" -> new ValueRule.Text(Integer.MAX_VALUE, null);
            case "integer" -> new ValueRule.Whole(null, null);
            case "decimal" -> new ValueRule.Decimal(null, null);
            case "boolean" -> new ValueRule.Flag();
            default -> {
                problems.add(node, "a type alone is string, integer, decimal or boolean");
                yield null;
            }
        };
    }

    static @Nullable ValueRule rule(PlanSection section) {
        PlanSection.Text type = section.text("type");
        switch (type == null ? "string" : type.value()) {
            case "string" -> {
                section.expectOnly("description", "required", "type", "max-length", "pattern");
                return new ValueRule.Text(lengthMax(section), pattern(section));
            }
            case "pattern" -> {
                section.expectOnly("description", "required", "type", "pattern");
                Pattern pattern = pattern(section);
                if (!section.has("pattern")) {
                    section.problem("type pattern needs a pattern");
                }
                return new ValueRule.Text(Integer.MAX_VALUE, pattern);
            }
            case "integer" -> {
                section.expectOnly("description", "required", "type", "min", "max");
                return new ValueRule.Whole(wholeBound(section, "min"), wholeBound(section, "max"));
            }
            case "decimal" -> {
                section.expectOnly("description", "required", "type", "min", "max");
                return new ValueRule.Decimal(bound(section, "min"), bound(section, "max"));
            }
            case "boolean" -> {
                section.expectOnly("description", "required", "type");
                return new ValueRule.Flag();
            }
            case "enum" -> {
                section.expectOnly("description", "required", "type", "values");
                return new ValueRule.OneOf(values(section));
            }
            default -> {
                section.problem("a type is string, integer, decimal, boolean, enum or pattern");
                return null;
            }
        }
    }

    private static Set<String> values(PlanSection section) {
        Set<String> values = new LinkedHashSet<>();
        section.texts("values").forEach(text -> values.add(text.value()));
        if (values.isEmpty()) {
            section.problem("type enum needs values: a list of at least one");
        }
        return Set.copyOf(values);
    }

    private static int lengthMax(PlanSection section) {
        PlanSection.Text text = section.text("max-length");
        if (text == null) {
            return Integer.MAX_VALUE;
        }
        boolean isNumber = text.value().matches("[1-9]\\d{0,4}");
        if (!isNumber) {
            section.problem(text, "max-length is a number of characters from 1 to 99999");
        }
        return isNumber ? Integer.parseInt(text.value()) : Integer.MAX_VALUE;
    }

    private static @Nullable Pattern pattern(PlanSection section) {
        PlanSection.Text text = section.text("pattern");
        if (text == null) {
            return null;
        }
        if (text.value().length() > PATTERN_LENGTH_MAX) {
            section.problem(text, "a pattern has at most " + PATTERN_LENGTH_MAX + " characters");
            return null;
        }
        try {
            return Pattern.compile(text.value());
        } catch (PatternSyntaxException e) {
            section.problem(text, "no pattern as RE2 has them: " + e.getDescription());
            return null;
        }
    }

    private static @Nullable BigDecimal bound(PlanSection section, String name) {
        PlanSection.Text text = section.text(name);
        if (text != null && !DECIMAL.matcher(text.value()).matches()) {
            section.problem(text, name + " is a number such as 0.01");
            return null;
        }
        BigDecimal value = text == null ? null : new BigDecimal(text.value());
        if (name.equals("max") && value != null && section.has("min")) {
            checkOrder(section, text, value);
        }
        return value;
    }

    private static @Nullable Long wholeBound(PlanSection section, String name) {
        BigDecimal value = bound(section, name);
        if (value != null && value.stripTrailingZeros().scale() > 0) {
            section.problem(name + " of an integer is an integer");
            return null;
        }
        return value == null ? null : value.longValue();
    }

    private static void checkOrder(PlanSection section, PlanSection.@Nullable Text at, BigDecimal max) {
        PlanSection.Text min = section.text("min");
        if (at == null || min == null || !DECIMAL.matcher(min.value()).matches()) {
            return;
        }
        if (new BigDecimal(min.value()).compareTo(max) > 0) {
            section.problem(at, "max is less than min");
        }
    }
}
