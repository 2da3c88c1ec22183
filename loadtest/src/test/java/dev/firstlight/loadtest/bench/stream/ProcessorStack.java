package dev.firstlight.loadtest.bench.stream;

import dev.firstlight.loadtest.bench.StackKind;
import dev.firstlight.loadtest.bench.StackSorter;
import java.util.List;

/** What a stack of a profile of the processor was doing: the frame names behind the question where the microseconds of an event go. */
enum ProcessorStack implements StackKind {
    CONSUME(
            "consume",
            names("kafka-coordinator-heartbeat-thread", "consumer_background_thread"),
            names(
                    "org/apache/kafka/clients/consumer/",
                    "org/apache/kafka/streams/processor/internals/RecordQueue",
                    "org/apache/kafka/streams/processor/internals/PartitionGroup",
                    "org/apache/kafka/streams/processor/internals/StreamTask.addRecords")),
    UNPACK(
            "unpack",
            names(),
            names(
                    "dev/firstlight/schema/PackReader",
                    "dev/firstlight/schema/PackCompressor",
                    "com/github/luben/zstd/Zstd.decompress",
                    "Java_com_github_luben_zstd_Zstd_decompress",
                    "ZSTD_decompress")),
    DECODE(
            "decode",
            names(),
            names(
                    "dev/firstlight/stream/decode/",
                    "dev/firstlight/schema/QueryPayload",
                    "dev/firstlight/schema/JsonPayload",
                    "dev/firstlight/schema/Payload",
                    "dev/firstlight/schema/WireField",
                    "dev/firstlight/schema/Utf8",
                    "dev/firstlight/stream/plan/")),
    CLAIM(
            "claim and stores",
            names("rocksdb"),
            names(
                    "dev/firstlight/stream/claim/",
                    "dev/firstlight/stream/ids/",
                    "dev/firstlight/stream/RocksMemory",
                    "org/apache/kafka/streams/state/",
                    "org/rocksdb/",
                    "Java_org_rocksdb_",
                    "rocksdb::")),
    AGENT(
            "enrich: user agent, bot",
            names("user-agents"),
            names("dev/firstlight/stream/enrich/agent/", "nl/basjes/", "com/github/benmanes/caffeine/")),
    ADDRESS(
            "enrich: address, place",
            names(),
            names(
                    "dev/firstlight/stream/enrich/Address",
                    "dev/firstlight/stream/enrich/place/",
                    "dev/firstlight/schema/DayKey",
                    "dev/firstlight/schema/AddressKeys",
                    "com/maxmind/",
                    "javax/crypto/",
                    "com/sun/crypto/")),
    PAGE("enrich: page, campaign", names(), names("dev/firstlight/stream/enrich/page/")),
    COMMERCE("enrich: items, consent", names(), names("dev/firstlight/stream/enrich/commerce/")),
    ENRICH("enrich: the rest", names(), names("dev/firstlight/stream/enrich/")),
    ENCODE(
            "encode",
            names(),
            names(
                    "dev/firstlight/schema/AvroCodec",
                    "dev/firstlight/schema/EventWriter",
                    "dev/firstlight/schema/JsonEvent",
                    "dev/firstlight/schema/ConfluentFraming",
                    "dev/firstlight/schema/avro/Event",
                    "org/apache/avro/io/BinaryEncoder",
                    "org/apache/avro/io/DirectBinaryEncoder",
                    "org/apache/avro/specific/SpecificDatumWriter",
                    "org/apache/avro/generic/GenericDatumWriter")),
    LEDGER(
            "ledger, meters",
            names(),
            names("dev/firstlight/stream/ledger/", "dev/firstlight/runtime/", "com/codahale/")),
    PRODUCE(
            "produce",
            names("kafka-producer-network-thread"),
            names(
                    "org/apache/kafka/clients/producer/",
                    "org/apache/kafka/streams/processor/internals/RecordCollector",
                    "org/apache/kafka/streams/processor/internals/StreamsProducer",
                    "org/apache/kafka/streams/processor/internals/SinkNode")),
    COMPRESS("compress", names(), names("LZ4_", "net/jpountz/")) {
        @Override
        public boolean isOnAnyThread() {
            return true;
        }
    },
    COMMIT(
            "commit",
            names(),
            names(
                    "org/apache/kafka/clients/producer/KafkaProducer.flush",
                    "org/apache/kafka/clients/producer/KafkaProducer.commitTransaction",
                    "org/apache/kafka/clients/producer/KafkaProducer.sendOffsetsToTransaction",
                    "org/apache/kafka/clients/producer/KafkaProducer.beginTransaction",
                    "org/apache/kafka/streams/processor/internals/StreamsProducer.commitTransaction",
                    "org/apache/kafka/streams/processor/internals/TaskExecutor.commit",
                    "org/apache/kafka/streams/processor/internals/TaskManager.commit",
                    "org/apache/kafka/streams/processor/internals/StreamTask.prepareCommit",
                    "org/apache/kafka/streams/processor/internals/StreamTask.postCommit",
                    "org/apache/kafka/streams/processor/internals/ProcessorStateManager.")),
    STREAMS("Kafka Streams' own", names(), names("org/apache/kafka/streams/")),
    GC("collect garbage", names("GC Thread", "VM Thread", "G1 ", "VM Periodic"), names()),
    JIT("compile", names("C1 CompilerThread", "C2 CompilerThread", "C1 CompilerThre", "C2 CompilerThre"), names()),
    OTHER("other", names(), names());

    /** Of the processor's stacks. */
    static final StackSorter<ProcessorStack> SORTER = new StackSorter<>(List.of(values()), OTHER);

    private final String label;
    private final List<String> threads;
    private final List<String> frames;

    ProcessorStack(String label, List<String> threads, List<String> frames) {
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
