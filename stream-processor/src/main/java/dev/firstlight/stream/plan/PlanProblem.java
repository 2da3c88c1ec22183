package dev.firstlight.stream.plan;

/**
 * One thing that is wrong with a plan's file.
 *
 * @param line from 1; 0 where it is the file as a whole
 */
public record PlanProblem(int line, String sentence) {

    @Override
    public String toString() {
        return line == 0 ? sentence : "line " + line + ": " + sentence;
    }
}
