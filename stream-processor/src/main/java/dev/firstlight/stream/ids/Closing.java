package dev.firstlight.stream.ids;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Several things to be done though one fails; the first failure is thrown at the end. Threads: one. */
final class Closing implements AutoCloseable {

    /** One of them. */
    interface Step {
        void run() throws IOException;
    }

    private @Nullable IOException first;

    void then(Step step) {
        try {
            step.run();
        } catch (IOException e) {
            if (first == null) {
                first = e;
            } else {
                first.addSuppressed(e);
            }
        }
    }

    @Override
    public void close() throws IOException {
        if (first != null) {
            throw first;
        }
    }
}
