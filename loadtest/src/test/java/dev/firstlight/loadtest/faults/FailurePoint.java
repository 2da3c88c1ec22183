package dev.firstlight.loadtest.faults;

/** Where in its work the collector can be made to drop dead: each is a passage of one of its ports. */
enum FailurePoint {
    NONE,
    /** Bytes of packs were handed to a segment, not synced. */
    AFTER_APPEND,
    /** A group is about to be synced: as much of it as chance will have reaches the file, torn at any byte. */
    BEFORE_FSYNC,
    /** A group is synced, nobody was told. */
    AFTER_FSYNC,
    /** A pack is durable, none of its answers is written. */
    BEFORE_ANSWER,
    /** Kafka has a pack, the collector does not know it yet. */
    BEFORE_ACK,
    /** The collector has been told that Kafka has a pack. */
    AFTER_ACK,
    /** A replayed segment is deleted, its directory not synced. */
    DURING_TRIM
}
