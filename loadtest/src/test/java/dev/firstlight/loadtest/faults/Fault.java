package dev.firstlight.loadtest.faults;

/** What the nemesis can do. */
enum Fault {
    BROKER_KILLED,
    BROKER_PAUSED,
    NETWORK_SLOW,
    NETWORK_HELD_TO_BROKER,
    NETWORK_HELD_TO_COLLECTOR,
    NETWORK_RESET,
    DISK_FULL,
    COLLECTOR_KILLED,
    COLLECTOR_KILLED_AT_ANSWER,
    COLLECTOR_HALTED,
    COLLECTOR_TERMINATED;

    /** Whether the collector's life ends with it. */
    boolean isDeath() {
        return switch (this) {
            case COLLECTOR_KILLED, COLLECTOR_KILLED_AT_ANSWER, COLLECTOR_HALTED, COLLECTOR_TERMINATED -> true;
            case BROKER_KILLED,
                    BROKER_PAUSED,
                    NETWORK_SLOW,
                    NETWORK_HELD_TO_BROKER,
                    NETWORK_HELD_TO_COLLECTOR,
                    NETWORK_RESET,
                    DISK_FULL -> false;
        };
    }
}
