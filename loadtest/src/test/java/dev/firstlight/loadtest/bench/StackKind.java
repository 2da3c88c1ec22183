package dev.firstlight.loadtest.bench;

import java.util.List;

/** One thing that a stack of a profile may have been doing; an enum of them is a benchmark's table, in the table's order. */
public interface StackKind {

    String label();

    /** Beginnings of the names of threads that do nothing else, whatever they call. */
    List<String> threads();

    /** Beginnings of the names of frames that do this, with what they call. */
    List<String> frames();

    /** Whether its frames count as such also on threads that do one other thing. */
    default boolean isOnAnyThread() {
        return false;
    }
}
