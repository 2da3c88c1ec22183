package dev.firstlight.loadtest.bench;

import java.util.List;
import java.util.Locale;

/** One thing decided otherwise than the defaults have it: what the decision would cost. Results: {@code deploy/decisions}. */
enum Choice {
    DEFAULTS,
    COMPRESSION_NONE("pack { compression = none }"),
    COMPRESSION_BY_KAFKA("pack { compression = none }, kafka { producer { \"compression.type\" = zstd } }"),
    COMPRESSION_BY_KAFKA_LZ4("pack { compression = none }, kafka { producer { \"compression.type\" = lz4 } }"),
    COMPRESSION_LEVEL_MINUS_5("pack { compression-level = -5 }"),
    COMPRESSION_LEVEL_3("pack { compression-level = 3 }"),
    PACKS_OF_32("pack { events-max = 32 }"),
    PACK_LINGER_1_MS("pack { linger = 1 ms }"),
    PACK_LINGER_5_MS("pack { linger = 5 ms }"),
    PACK_LINGER_10_MS("pack { linger = 10 ms }"),
    KAFKA_LINGER_1_MS("kafka { producer { \"linger.ms\" = 1 } }"),
    KAFKA_LINGER_5_MS("kafka { producer { \"linger.ms\" = 5 } }"),
    TWO_EVENT_LOOPS("http { event-loops = 2 }"),
    IO_URING("http { transport = io-uring }"),
    NIO("http { transport = nio }"),
    POOLED_ALLOCATOR("", "-Dio.netty.allocator.type=pooled"),
    G1("", "-XX:+UseG1GC"),
    PARALLEL_GC("", "-XX:+UseParallelGC"),
    /** Again, to see what drifted. */
    DEFAULTS_AGAIN;

    private final String settings;
    private final List<String> jvmOptions;

    Choice() {
        this("");
    }

    Choice(String settings, String... jvmOptions) {
        this.settings = settings;
        this.jvmOptions = List.of(jvmOptions);
    }

    /** HOCON under {@code collector}. */
    String settings() {
        return CostVariant.OURS.settings() + "\n" + settings;
    }

    List<String> jvmOptions() {
        return jvmOptions;
    }

    String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
