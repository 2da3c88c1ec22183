package dev.firstlight.loadtest.bench.sink;

import dev.firstlight.loadtest.bench.StackKind;
import dev.firstlight.loadtest.bench.StackSorter;
import java.util.List;

/** What a stack of a profile of the sink was doing: the frame names behind the question where the microseconds of an event go. */
enum SinkStack implements StackKind {
    CONSUME(
            "consume",
            names("kafka-coordinator-heartbeat-thread", "consumer_background_thread"),
            names("org/apache/kafka/clients/consumer/", "dev/firstlight/sink/Assignment")),
    DECOMPRESS("decompress", names(), names("net/jpountz/", "LZ4_", "Java_net_jpountz")) {
        @Override
        public boolean isOnAnyThread() {
            return true;
        }
    },
    DECODE(
            "decode",
            names(),
            names(
                    "dev/firstlight/schema/",
                    "org/apache/avro/io/",
                    "org/apache/avro/generic/",
                    "org/apache/avro/specific/")),
    WRITE(
            "make the row",
            names(),
            names("dev/firstlight/sink/RowWriter", "dev/firstlight/sink/RowMaker", "com/fasterxml/jackson/")),
    PACK(
            "gather, pack, count",
            names(),
            names(
                    "dev/firstlight/sink/Batch",
                    "dev/firstlight/sink/Pack",
                    "dev/firstlight/sink/FirehosePacking",
                    "dev/firstlight/sink/Gathering",
                    "dev/firstlight/sink/Tally",
                    "dev/firstlight/sink/PartitionLedger",
                    "dev/firstlight/sink/Attempts",
                    "dev/firstlight/sink/Lane",
                    "dev/firstlight/runtime/")),
    MARSHAL(
            "SDK: marshal, base 64",
            names(),
            names(
                    "software/amazon/awssdk/protocols/",
                    "software/amazon/awssdk/thirdparty/jackson/",
                    "software/amazon/awssdk/services/",
                    "software/amazon/awssdk/utils/BinaryUtils",
                    "java/util/Base64")),
    SIGN(
            "SDK: sign, hash",
            names(),
            names(
                    "software/amazon/awssdk/http/auth/",
                    "software/amazon/awssdk/auth/",
                    "software/amazon/awssdk/checksums/",
                    "sun/security/provider/",
                    "java/security/MessageDigest",
                    "com/sun/crypto/")),
    SEND(
            "SDK: HTTP",
            names(),
            names("org/apache/hc/", "software/amazon/awssdk/http/apache5/", "java/net/Socket", "sun/nio/ch/")),
    SDK(
            "SDK: the rest",
            names("sdk-ScheduledExecutor", "idle-connection-reaper"),
            names("software/amazon/awssdk/", "dev/firstlight/sink/FirehoseDelivery")),
    COMMIT(
            "ledger, commit",
            names("kafka-producer-network-thread"),
            names(
                    "org/apache/kafka/clients/producer/",
                    "dev/firstlight/sink/Committer",
                    "dev/firstlight/sink/Transactions",
                    "dev/firstlight/sink/TopicRecords")),
    GC("collect garbage", names("GC Thread", "VM Thread", "G1 ", "VM Periodic"), names()),
    JIT("compile", names("C1 CompilerThread", "C2 CompilerThread", "C1 CompilerThre", "C2 CompilerThre"), names()),
    OTHER("other", names(), names());

    /** Of the sink's stacks. */
    static final StackSorter<SinkStack> SORTER = new StackSorter<>(List.of(values()), OTHER);

    private final String label;
    private final List<String> threads;
    private final List<String> frames;

    SinkStack(String label, List<String> threads, List<String> frames) {
        this.label = label;
        this.threads = threads;
        this.frames = frames;
    }

    @Override
    public String label() {
        return label;
    }

    @Override
    public List<String> threads() {
        return threads;
    }

    @Override
    public List<String> frames() {
        return frames;
    }

    private static List<String> names(String... names) {
        return List.of(names);
    }
}
