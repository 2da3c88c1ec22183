package dev.firstlight.loadtest.e2e;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** What a running pipeline shows: admin endpoints, topics with their compression undone, warehouse rows. */
final class Running {

    private static final List<String> ADMINS =
            List.of("collector-admin", "stream-processor-admin", "firehose-sink-admin");
    private static final List<String> PAGES = List.of("/metrics", "/config", "/ready", "/live");

    private Running() {}

    static void lookInto(UpProcess up, CanaryScan scan) throws IOException, InterruptedException {
        for (String admin : ADMINS) {
            for (String page : PAGES) {
                scan.look("admin " + admin + page, page(up, admin, page));
            }
        }
        Rows rows = new Rows(up);
        for (List<String> table : rows.of("select distinct table_name from information_schema.tables")) {
            for (List<String> row : rows.of("select * from \"" + table.get(0) + "\" limit 10000")) {
                scan.look("warehouse " + table.get(0), String.join("\n", row).getBytes(StandardCharsets.UTF_8));
            }
        }
        topics(up.runFile().bootstrapServers(), scan);
        for (String command : List.of("status", "ledger")) {
            scan.look("command " + command, up.command(command).getBytes(StandardCharsets.UTF_8));
        }
    }

    private static byte[] page(UpProcess up, String admin, String page) throws IOException, InterruptedException {
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(up.uri(admin, page)).build(), HttpResponse.BodyHandlers.ofByteArray())
                .body();
    }

    /** All records of all topics, those of the brokers and of the streams' changelogs too, aborted ones too. */
    private static void topics(String bootstrapServers, CanaryScan scan) {
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", bootstrapServers, "exclude.internal.topics", "false"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = new ArrayList<>();
            consumer.listTopics().values().forEach(infos -> {
                for (PartitionInfo info : infos) {
                    partitions.add(new TopicPartition(info.topic(), info.partition()));
                }
            });
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (partitions.stream()
                    .anyMatch(partition -> consumer.position(partition) < ends.getOrDefault(partition, 0L))) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(200))) {
                    String place = "topic " + record.topic();
                    scan.look(place, record.key());
                    scan.lookIntoPack(place, record.value());
                    for (Header header : record.headers()) {
                        scan.look(place + " header", header.value());
                    }
                }
            }
        }
    }
}
