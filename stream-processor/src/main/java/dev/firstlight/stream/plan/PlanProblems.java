package dev.firstlight.stream.plan;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.yaml.snakeyaml.nodes.Node;

/** Collects all that is wrong with a file, so that it is mended in one go. Bounds: {@value #COUNT_MAX}, then a line that says so. */
final class PlanProblems {

    static final int COUNT_MAX = 100;

    private final List<PlanProblem> problems = new ArrayList<>();

    void add(Node at, String sentence) {
        add(line(at), sentence);
    }

    void add(int line, String sentence) {
        if (problems.size() < COUNT_MAX) {
            problems.add(new PlanProblem(line, sentence));
        } else if (problems.size() == COUNT_MAX) {
            problems.add(new PlanProblem(Integer.MAX_VALUE, "and more; these come first"));
        }
    }

    boolean isEmpty() {
        return problems.isEmpty();
    }

    List<PlanProblem> inOrder() {
        return problems.stream()
                .sorted(Comparator.comparingInt(PlanProblem::line))
                .map(problem -> problem.line() == Integer.MAX_VALUE ? new PlanProblem(0, problem.sentence()) : problem)
                .toList();
    }

    static int line(Node node) {
        return node.getStartMark().getLine() + 1; // the library counts from 0
    }
}
