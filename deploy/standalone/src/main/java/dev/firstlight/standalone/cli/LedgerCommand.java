package dev.firstlight.standalone.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.firstlight.schema.AvroCodec;
import dev.firstlight.schema.SchemaBook;
import dev.firstlight.schema.Topic;
import dev.firstlight.schema.UnreadableException;
import dev.firstlight.schema.avro.LedgerEntry;
import dev.firstlight.standalone.up.RunFile;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * {@code ledger}: what each stage counted, per minute of receipt and pixel, side by side. Exit code 1 when a line that is at rest does not
 * add up.
 */
@Command(
        name = "ledger",
        description = "What each stage counted per minute and pixel, side by side.",
        mixinStandardHelpOptions = true)
public final class LedgerCommand implements Callable<Integer> {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration STEP = Duration.ofMillis(200);

    @Mixin
    Running running = new Running();

    @Option(names = "--json", description = "One JSON object a line.")
    boolean json;

    /** Entries that tell how a stage is, not what it counted in a minute. */
    private static final String HEARTBEAT = "-heartbeat";

    @Spec
    CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws IOException {
        RunFile run = running.runFile();
        Map<String, LedgerLine> lines = new TreeMap<>();
        for (LedgerEntry entry : entries(run.bootstrapServers())) {
            if (!entry.getStage().endsWith(HEARTBEAT)) {
                line(lines, entry.getMinute(), entry.getPixelId()).add(entry);
            }
        }
        HttpResponse<String> warehouse = running.warehouse(run, "/ledger", null, "application/json");
        for (JsonNode row : JSON.readTree(warehouse.body())) {
            line(lines, row.path("minute").asLong(), row.path("pixel_id").asText())
                    .addWarehouse(
                            row.path("loaded").asLong(), row.path("merged").asLong());
        }
        boolean isBalanced = lines.values().stream().allMatch(LedgerLine::isBalanced);
        spec.commandLine().getOut().print(json ? jsonLines(lines) : table(lines));
        spec.commandLine().getOut().flush();
        return isBalanced ? 0 : 1;
    }

    private static LedgerLine line(Map<String, LedgerLine> lines, long minute, String pixel) {
        String time = Instant.ofEpochSecond(minute * 60).toString();
        return lines.computeIfAbsent(time + ' ' + pixel, key -> new LedgerLine(time, pixel));
    }

    private static String table(Map<String, LedgerLine> lines) {
        Table table = new Table().row(LedgerLine.HEADINGS);
        lines.values().forEach(line -> table.row(line.cells()));
        return table.toString();
    }

    private static String jsonLines(Map<String, LedgerLine> lines) throws IOException {
        StringBuilder text = new StringBuilder();
        for (LedgerLine line : lines.values()) {
            text.append(JSON.writeValueAsString(line.asMap())).append('\n');
        }
        return text.toString();
    }

    /** The latest entry of each key; the topic is read to where it ends now. */
    private static List<LedgerEntry> entries(String bootstrapServers) {
        Map<String, Object> properties = new HashMap<>();
        properties.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
        properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        TopicPartition partition = new TopicPartition(Topic.LEDGER.topicName(), 0);
        AvroCodec<LedgerEntry> codec = new AvroCodec<>(LedgerEntry.getClassSchema(), new SchemaBook());
        Map<List<Object>, LedgerEntry> latest = new HashMap<>();
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
            while (consumer.position(partition) < end) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(STEP)) {
                    if (record.value() != null) {
                        put(latest, codec, record.value());
                    }
                }
            }
        }
        return new ArrayList<>(latest.values());
    }

    private static void put(Map<List<Object>, LedgerEntry> latest, AvroCodec<LedgerEntry> codec, byte[] value) {
        try {
            LedgerEntry entry = codec.decode(value);
            latest.put(List.of(entry.getStage(), entry.getSource(), entry.getPixelId(), entry.getMinute()), entry);
        } catch (UnreadableException e) {
            throw new Sentence(1, "an entry of the ledger cannot be read: " + e.detail());
        }
    }
}
