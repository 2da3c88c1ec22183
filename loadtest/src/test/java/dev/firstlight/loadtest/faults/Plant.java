package dev.firstlight.loadtest.faults;

/** A fault planted on purpose in the collector's ports, to see that the suite catches it. */
enum Plant {
    NONE,
    /** Packs are answered when they are handed over, before any fsync or acknowledgement. */
    ACK_AT_ONCE,
    /** What the producer's callback says went wrong is taken for an acknowledgement. */
    ERRORS_IGNORED,
    /** A segment is gone as soon as its replay begins. */
    TRIM_BEFORE_ACK
}
