package dev.firstlight.stream.plan;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * A mapping of the file, by its nodes: nothing is ever constructed from what the file says, and each node knows its line. Reads never throw;
 * what is wrong is noted and answered as absent. Threads: one.
 */
final class PlanSection {

    /** Whatever reads a value by hand has the text and where it stands. */
    record Text(String value, Node at) {}

    private final Node at;
    private final Map<String, Node> values = new LinkedHashMap<>();
    private final PlanProblems problems;

    private PlanSection(Node at, PlanProblems problems) {
        this.at = at;
        this.problems = problems;
    }

    /** The section, empty where the file has nothing there or something else, which is noted. */
    static PlanSection of(Node node, String what, PlanProblems problems) {
        PlanSection section = new PlanSection(node, problems);
        if (node instanceof MappingNode mapping) {
            section.take(mapping);
        } else if (!node.getTag().equals(Tag.NULL)) {
            problems.add(node, what + " is a section of names and values");
        }
        return section;
    }

    private void take(MappingNode mapping) {
        for (NodeTuple tuple : mapping.getValue()) {
            if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
                problems.add(tuple.getKeyNode(), "a name was expected");
            } else if (key.getTag().equals(Tag.MERGE)) {
                problems.add(key, "merge keys (<<) are not read; an alias of a whole section (*name) is");
            } else if (values.putIfAbsent(key.getValue(), tuple.getValueNode()) != null) {
                problems.add(key, "'" + key.getValue() + "' stands here for the second time");
            }
        }
    }

    Node at() {
        return at;
    }

    void problem(String sentence) {
        problems.add(at, sentence);
    }

    void problem(Text text, String sentence) {
        problems.add(text.at(), sentence);
    }

    /** Notes every name that is none of these. */
    void expectOnly(String... names) {
        Set<String> known = new TreeSet<>(Arrays.asList(names));
        values.forEach((name, value) -> {
            if (!known.contains(name)) {
                problems.add(value, "'" + name + "' is not known here; known are " + known);
            }
        });
    }

    boolean has(String name) {
        Node value = values.get(name);
        return value != null && !value.getTag().equals(Tag.NULL);
    }

    /** Each name with its value, in the order of the file. */
    void forEach(BiConsumer<String, Node> each) {
        values.forEach(each);
    }

    PlanSection section(String name) {
        Node value = values.get(name);
        return value == null ? new PlanSection(at, problems) : of(value, name, problems);
    }

    @Nullable
    Text text(String name) {
        Node value = values.get(name);
        return value == null || value.getTag().equals(Tag.NULL) ? null : text(value, name);
    }

    private @Nullable Text text(Node value, String what) {
        if (value instanceof ScalarNode scalar) {
            return new Text(scalar.getValue(), value);
        }
        problems.add(value, what + " is one value");
        return null;
    }

    /** A list of values, or one. */
    List<Text> texts(String name) {
        Node value = values.get(name);
        List<Text> texts = new ArrayList<>();
        if (value instanceof SequenceNode sequence) {
            for (Node each : sequence.getValue()) {
                Text text = text(each, "each of " + name);
                if (text != null) {
                    texts.add(text);
                }
            }
        } else if (has(name)) {
            problem(new Text("", value == null ? at : value), name + " is a list");
        }
        return texts;
    }

    boolean flag(String name) {
        Text text = text(name);
        if (text != null && !text.value().equals("true") && !text.value().equals("false")) {
            problem(text, name + " is true or false");
        }
        return text != null && text.value().equals("true");
    }

    @Nullable
    PlanMode mode(String name) {
        Text text = text(name);
        if (text == null) {
            return null;
        }
        for (PlanMode mode : PlanMode.values()) {
            if (mode.name().toLowerCase(Locale.ROOT).equals(text.value())) {
                return mode;
            }
        }
        problem(text, name + " is flag or refuse");
        return null;
    }
}
