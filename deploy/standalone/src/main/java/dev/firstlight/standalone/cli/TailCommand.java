package dev.firstlight.standalone.cli;

import dev.firstlight.schema.AvroCodec;
import dev.firstlight.schema.EventFormat;
import dev.firstlight.schema.EventReader;
import dev.firstlight.schema.EventWriter;
import dev.firstlight.schema.EventsConfig;
import dev.firstlight.schema.KafkaConfig;
import dev.firstlight.schema.PackReader;
import dev.firstlight.schema.SchemaBook;
import dev.firstlight.schema.SchemaTopic;
import dev.firstlight.schema.Topic;
import dev.firstlight.schema.UnreadableException;
import dev.firstlight.schema.avro.LedgerEntry;
import dev.firstlight.schema.avro.Reject;
import dev.firstlight.standalone.replay.EventsTopics;
import dev.firstlight.stream.StreamProcessorConfig;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code tail [topic]}: prints records as they come, decoded, one JSON line each, until Ctrl-C. */
@Command(
        name = "tail",
        description = "Prints a topic's records as they come, as JSON lines.",
        mixinStandardHelpOptions = true)
public final class TailCommand implements Callable<Integer> {

    private static final Duration STEP = Duration.ofMillis(200);

    /** Bytes to text. */
    private interface Decoder {
        String decode(byte[] value) throws UnreadableException;
    }

    @Mixin
    Installation installation = new Installation();

    @Parameters(
            paramLabel = "TOPIC",
            arity = "0..1",
            defaultValue = "events",
            description = "events (default), raw, rejects, ledger or schemas; or the full name of a replay's topic.")
    String topic = "events";

    @Option(names = "--from-beginning", description = "From the oldest record instead of from now on.")
    boolean fromBeginning;

    @Option(
            names = "--max",
            description = "Ends after so many records.",
            paramLabel = "N",
            defaultValue = "9223372036854775807")
    long max;

    @Spec
    CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws IOException {
        StreamProcessorConfig config = installation.processor();
        KafkaConfig kafka = config.kafka();
        Topic wanted = topic(kafka);
        Decoder decoder = decoder(wanted, config);
        String name = isReplay(kafka) ? topic : kafka.nameOf(wanted);
        Map<String, Object> properties = kafka.clientProperties();
        properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(name).stream()
                    .map(info -> new TopicPartition(info.topic(), info.partition()))
                    .collect(Collectors.toList());
            consumer.assign(partitions);
            if (fromBeginning) {
                consumer.seekToBeginning(partitions);
            } else {
                consumer.seekToEnd(partitions);
            }
            long printed = 0;
            while (printed < max && !spec.commandLine().getOut().checkError()) { // head(1) has enough
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(STEP)) {
                    if (printed < max) {
                        print(record, decoder);
                        printed++;
                    }
                }
                spec.commandLine().getOut().flush();
            }
        }
        return 0;
    }

    private void print(ConsumerRecord<byte[], byte[]> record, Decoder decoder) {
        try {
            spec.commandLine()
                    .getOut()
                    .println(decoder.decode(Objects.requireNonNullElse(record.value(), new byte[0])));
        } catch (UnreadableException e) {
            spec.commandLine()
                    .getOut()
                    .println("{\"partition\":" + record.partition() + ",\"offset\":" + record.offset()
                            + ",\"unreadable\":\"" + e.refusal().wireName() + "\"}");
        }
    }

    private Topic topic(KafkaConfig kafka) {
        for (Topic candidate : Topic.values()) {
            if (candidate.topicName().equals(topic) || candidate.topicName().equals("firstlight." + topic)) {
                return candidate;
            }
        }
        if (isReplay(kafka)) {
            return Topic.EVENTS;
        }
        throw new Sentence(
                2,
                "no topic '" + topic.replaceAll("\\p{Cntrl}", "") + "'; known: events, raw, rejects, ledger, schemas");
    }

    private boolean isReplay(KafkaConfig kafka) {
        return topic.startsWith(kafka.nameOf(Topic.EVENTS) + EventsTopics.REPLAY);
    }

    private static Decoder decoder(Topic topic, StreamProcessorConfig config) {
        SchemaBook book = new SchemaBook(new SchemaTopic(config.kafka()), InstantSource.system());
        return switch (topic) {
            case RAW -> packs(new PackReader(book));
            case EVENTS -> events(EventReader.of(config.events(), book));
            case REJECTS -> records(new AvroCodec<Reject>(Reject.getClassSchema(), book));
            case LEDGER -> records(new AvroCodec<LedgerEntry>(LedgerEntry.getClassSchema(), book));
            case SCHEMAS -> value -> new String(value, StandardCharsets.UTF_8);
        };
    }

    /** In whichever format they are, shown in one: as {@code events.format = json} writes them. */
    private static Decoder events(EventReader reader) {
        EventWriter json =
                new EventsConfig(EventFormat.JSON, 0, null).writer(Topic.EVENTS.topicName(), new SchemaBook());
        return value -> new String(json.write(reader.read(value)), StandardCharsets.UTF_8);
    }

    private static Decoder packs(PackReader reader) {
        return value -> {
            PackReader.Pack pack = reader.read(value);
            return pack.items().stream()
                    .map(item -> item.event() == null
                            ? "{\"unreadable\":\"item_unreadable\"}"
                            : item.event().toString())
                    .collect(Collectors.joining("\n"));
        };
    }

    private static <T extends SpecificRecord> Decoder records(AvroCodec<T> codec) {
        return value -> codec.decode(value).toString();
    }
}
