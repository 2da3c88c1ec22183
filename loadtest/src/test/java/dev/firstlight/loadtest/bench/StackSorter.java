package dev.firstlight.loadtest.bench;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Says what a stack was doing. A thread that does one thing only belongs to it, whatever it calls; else the frame nearest to the processor that
 * has a name decides. Pure; any thread.
 *
 * @param other what nothing else is
 */
public record StackSorter<K extends StackKind>(List<K> kinds, K other) {

    public StackSorter {
        kinds = List.copyOf(kinds);
    }

    /** @param stack frames from the thread's name, in brackets, to what was running */
    public K kindOf(List<String> stack) {
        K nearest = nearest(stack);
        K thread = ofThread(stack.get(0));
        return thread == null || nearest.isOnAnyThread() ? nearest : thread;
    }

    private @Nullable K ofThread(String frame) {
        for (K kind : kinds) {
            for (String name : kind.threads()) {
                if (frame.startsWith("[" + name)) {
                    return kind;
                }
            }
        }
        return null;
    }

    private K nearest(List<String> stack) {
        for (int at = stack.size() - 1; at > 0; at--) {
            K kind = ofFrame(stack.get(at));
            if (kind != other) {
                return kind;
            }
        }
        return other;
    }

    /** By the longest name that fits: what a package does and what a class in it does may differ. */
    private K ofFrame(String frame) {
        K best = other;
        int length = 0;
        for (K kind : kinds) {
            for (String name : kind.frames()) {
                if (name.length() > length && frame.startsWith(name)) {
                    best = kind;
                    length = name.length();
                }
            }
        }
        return best;
    }
}
