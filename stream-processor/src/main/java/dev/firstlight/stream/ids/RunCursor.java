package dev.firstlight.stream.ids;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Reads a run from its first id to its last, each bucket checked. Threads: one. */
final class RunCursor {

    private final Run run;
    private ByteBuffer ids = ByteBuffer.allocate(0);
    private int bucket;
    private long hi;
    private long lo;

    RunCursor(Run run) {
        this.run = run;
    }

    /** False when there was no other; else {@link #hi} and {@link #lo} are its halves. */
    boolean next() throws IOException {
        while (!ids.hasRemaining()) {
            if (bucket == run.buckets()) {
                return false;
            }
            ids = run.bucket(bucket++);
        }
        hi = ids.getLong();
        lo = ids.getLong();
        return true;
    }

    long hi() {
        return hi;
    }

    long lo() {
        return lo;
    }
}
