package dev.firstlight.stream.plan;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The part of JSON Schema (draft 2020-12) that our schema of plans uses, and not a word more: an unknown keyword fails, so that the schema
 * cannot say what is not checked here. Values as a YAML or JSON reader gives them.
 */
final class JsonSchema {

    private final Map<?, ?> root;

    JsonSchema(Object root) {
        this.root = (Map<?, ?>) root;
    }

    /** Where and by which keyword the value is not as the schema has it; empty when it is. */
    List<String> problems(@Nullable Object value) {
        List<String> problems = new ArrayList<>();
        check(root, value, "$", problems);
        return problems;
    }

    private void check(Map<?, ?> schema, @Nullable Object value, String at, List<String> problems) {
        schema.forEach((keyword, wanted) -> {
            if (!holds(String.valueOf(keyword), wanted, schema, value, at, problems)) {
                problems.add(at + ": " + keyword);
            }
        });
    }

    private boolean holds(
            String keyword, Object wanted, Map<?, ?> schema, @Nullable Object value, String at, List<String> problems) {
        switch (keyword) {
            case "$schema", "title", "description", "$defs" -> {
                return true;
            }
            case "$ref" -> {
                check(referred(String.valueOf(wanted)), value, at, problems);
                return true;
            }
            case "const" -> {
                return Objects.equals(wanted, value);
            }
            case "enum" -> {
                return ((List<?>) wanted).contains(value);
            }
            case "type" -> {
                return wanted instanceof List<?> types
                        ? types.stream().anyMatch(type -> isOf(String.valueOf(type), value))
                        : isOf(String.valueOf(wanted), value);
            }
            case "anyOf" -> {
                return ((List<?>) wanted).stream().anyMatch(each -> isValid(each, value));
            }
            case "not" -> {
                return !isValid(wanted, value);
            }
            default -> {
                return holdsByType(keyword, wanted, schema, value, at, problems);
            }
        }
    }

    private boolean holdsByType(
            String keyword, Object wanted, Map<?, ?> schema, @Nullable Object value, String at, List<String> problems) {
        switch (keyword) {
            case "required" -> {
                return !(value instanceof Map<?, ?> map) || map.keySet().containsAll((List<?>) wanted);
            }
            case "minProperties" -> {
                return !(value instanceof Map<?, ?> map) || map.size() >= (Integer) wanted;
            }
            case "maxProperties" -> {
                return !(value instanceof Map<?, ?> map) || map.size() <= (Integer) wanted;
            }
            case "properties", "additionalProperties", "propertyNames" -> {
                if (value instanceof Map<?, ?> map) {
                    map.forEach((name, member) -> checkMember(keyword, wanted, schema, name, member, at, problems));
                }
                return true;
            }
            case "items" -> {
                if (value instanceof List<?> list) {
                    list.forEach(each -> check((Map<?, ?>) wanted, each, at + "[]", problems));
                }
                return true;
            }
            case "minItems" -> {
                return !(value instanceof List<?> list) || list.size() >= (Integer) wanted;
            }
            case "uniqueItems" -> {
                return !(value instanceof List<?> list) || new HashSet<>(list).size() == list.size();
            }
            case "minLength" -> {
                return !(value instanceof String text) || text.length() >= (Integer) wanted;
            }
            case "maxLength" -> {
                return !(value instanceof String text) || text.length() <= (Integer) wanted;
            }
            case "pattern" -> {
                return !(value instanceof String text)
                        || Pattern.compile(String.valueOf(wanted)).matcher(text).find();
            }
            case "minimum" -> {
                return !(value instanceof Number) || compare(value, wanted) >= 0;
            }
            case "maximum" -> {
                return !(value instanceof Number) || compare(value, wanted) <= 0;
            }
            default -> throw new AssertionError("a keyword that is not checked: " + keyword);
        }
    }

    private void checkMember(
            String keyword,
            Object wanted,
            Map<?, ?> schema,
            Object name,
            @Nullable Object member,
            String at,
            List<String> problems) {
        String place = at + "." + name;
        Map<?, ?> named = schema.get("properties") instanceof Map<?, ?> all ? all : Map.of();
        switch (keyword) {
            case "properties" -> {
                if (named.get(name) instanceof Map<?, ?> each) {
                    check(each, member, place, problems);
                }
            }
            case "propertyNames" -> check((Map<?, ?>) wanted, name, place, problems);
            default -> {
                if (!named.containsKey(name) && wanted instanceof Map<?, ?> each) {
                    check(each, member, place, problems);
                } else if (!named.containsKey(name) && Boolean.FALSE.equals(wanted)) {
                    problems.add(place + ": additionalProperties");
                }
            }
        }
    }

    private boolean isValid(Object schema, @Nullable Object value) {
        List<String> problems = new ArrayList<>();
        check((Map<?, ?>) schema, value, "$", problems);
        return problems.isEmpty();
    }

    private Map<?, ?> referred(String reference) {
        Object found = root;
        for (String step : reference.substring(2).split("/")) {
            found = Objects.requireNonNull(((Map<?, ?>) found).get(step), reference);
        }
        return (Map<?, ?>) found;
    }

    private static boolean isOf(String type, @Nullable Object value) {
        return switch (type) {
            case "object" -> value instanceof Map;
            case "array" -> value instanceof List;
            case "string" -> value instanceof String;
            case "boolean" -> value instanceof Boolean;
            case "integer" -> value instanceof Integer || value instanceof Long;
            case "number" -> value instanceof Number;
            case "null" -> value == null;
            default -> throw new AssertionError("a type that is not checked: " + type);
        };
    }

    private static int compare(Object a, Object b) {
        return new BigDecimal(a.toString()).compareTo(new BigDecimal(b.toString()));
    }
}
