package dev.firstlight.runtime;

/** A catalogue with one meter of each kind. */
enum TestMeter implements Meter {
    HITS_RECEIVED(Kind.COUNTER, "Hits received.", Void.class),
    HITS_REFUSED(Kind.COUNTER, "Hits refused, by reason.", Reason.class),
    QUEUE_BYTES(Kind.GAUGE, "Bytes in the queue.", Void.class),
    REQUEST_NANOS(Kind.NANOS, "From the first byte to the answer.", Void.class);

    enum Reason {
        URI_TOO_LONG,
        NUL_BYTE
    }

    private final Kind kind;
    private final String help;
    private final Class<?> reasons;

    TestMeter(Kind kind, String help, Class<?> reasons) {
        this.kind = kind;
        this.help = help;
        this.reasons = reasons;
    }

    @Override
    public String help() {
        return help;
    }

    @Override
    public Kind kind() {
        return kind;
    }

    @Override
    public Class<?> reasons() {
        return reasons;
    }
}
