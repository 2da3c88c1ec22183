package dev.firstlight.loadtest.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.firstlight.schema.AvroCodec;
import dev.firstlight.schema.SchemaBook;
import dev.firstlight.schema.avro.Reject;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.File;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.imageio.ImageIO;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From a fired pixel to a row, through everything that is real. */
final class PipelineIT {

    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    static Path directory;

    private static UpProcess up;
    private static Rows rows;
    private final Fire fire = new Fire();

    @BeforeAll
    static void start() throws Exception {
        up = new UpProcess(directory).start();
        rows = new Rows(up);
    }

    @AfterAll
    static void stop() throws Exception {
        up.close();
    }

    @Test
    void shouldTurnAFiredPixelIntoARow() throws Exception {
        HttpResponse<byte[]> answer =
                fire.get(up.uri("collector", "/12345/pixel.png?username=Shippy&company=Curalate&position=engineer"));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type")).contains("image/png");
        assertThat(answer.headers().firstValue("Cache-Control")).contains("no-store");
        BufferedImage image = ImageIO.read(new ByteArrayInputStream(answer.body()));
        assertThat(List.of(image.getWidth(), image.getHeight(), image.getRGB(0, 0) >>> 24))
                .containsExactly(1, 1, 0);
        List<List<String>> found = rows.await(
                "select pixel_id, type, properties from events where pixel_id = '12345' and type = 'page_view'",
                seen -> seen.size() == 1);
        assertThat(JSON.readTree(found.get(0).get(2)))
                .isEqualTo(
                        JSON.readTree("{\"username\":\"Shippy\",\"company\":\"Curalate\",\"position\":\"engineer\"}"));
    }

    @Test
    void shouldUnderstandLongNamesAndAliases() throws Exception {
        fire.get(up.uri("collector", "/click-pixel/pixel.png?event=click&campaign_id=123"));
        fire.get(up.uri("collector", "/click-pixel/pixel.gif?e=click&cid=123"));

        List<List<String>> found = rows.await(
                "select type, campaign_id from events where pixel_id = 'click-pixel'", seen -> seen.size() == 2);

        assertThat(found).containsOnly(List.of("click", "123"));
    }

    @Test
    void shouldTakeABrowserThroughTheShopAndCountTheOrderOnce() throws Exception {
        String walked = run(
                "node", "js/browser/walk-shop.mjs", "--shop", up.uri("shop", "").toString(), "--reload-thank-you");

        JsonNode walk = JSON.readTree(walked.lines().reduce("", (before, line) -> line));
        rows.awaitCount("pixel_id = 'demo-shop'", 11);
        assertThat(rows.count("pixel_id = 'demo-shop' and type = 'page_view'")).isEqualTo(5);
        assertThat(rows.count("pixel_id = 'demo-shop' and type = 'impression'")).isEqualTo(1);
        assertThat(rows.count("pixel_id = 'demo-shop' and type = 'click'")).isEqualTo(1);
        assertThat(
                        rows.of(
                                "select order_id, value::varchar, currency, goal from events where pixel_id = 'demo-shop' and type = 'conversion'"))
                .containsExactly(List.of(walk.path("orderId").asText(), "64.0000", "EUR", "purchase"));
        List<String> browser = rows.of(
                        "select agent_name, device_class, language, page_url from events where pixel_id = 'demo-shop' and type = 'conversion'")
                .get(0);
        assertThat(browser.get(0)).containsIgnoringCase("chrom");
        assertThat(browser.get(3)).contains("/thank-you.html");
    }

    @Test
    void shouldCountAnIdOncePerPixel() throws Exception {
        for (int i = 0; i < 5; i++) {
            assertThat(fire.get(up.uri("collector", "/repeat-a/pixel.png?eid=one"))
                            .statusCode())
                    .isEqualTo(200);
        }
        fire.get(up.uri("collector", "/repeat-b/pixel.png?eid=one"));
        fire.get(up.uri("collector", "/repeat-a/pixel.png?eid=last"));

        rows.awaitCount("pixel_id = 'repeat-a' and event_id = 'last'", 1);
        rows.awaitCount("pixel_id = 'repeat-b'", 1);
        awaitLedger(
                "repeat-a",
                line -> line.path("in_log").asLong() == 6
                        && line.path("balanced").asBoolean());
        assertThat(rows.count("pixel_id = 'repeat-a'")).isEqualTo(2);
        assertThat(rows.count("pixel_id = 'repeat-b'")).isEqualTo(1);
    }

    @Test
    void shouldNotTakeAPlaceholderForAnOrderId() throws Exception {
        for (int i = 0; i < 3; i++) {
            fire.get(up.uri("collector", "/placeholder/pixel.png?e=conversion&oid=undefined&val=9.99&cur=EUR"));
        }

        List<List<String>> found = rows.await(
                "select order_id, warnings from events where pixel_id = 'placeholder'", seen -> seen.size() == 3);

        assertThat(found).allSatisfy(row -> {
            assertThat(row.get(0)).isEqualTo("undefined");
            assertThat(row.get(1)).contains("order_id_placeholder");
        });
    }

    @Test
    void shouldTakeBatchesAndSayWhatBecameOfEachEvent() throws Exception {
        HttpResponse<String> all = fire.post(
                up.uri("collector", "/batch/events"),
                "{\"events\":[{\"type\":\"click\",\"id\":\"b1\"},{\"type\":\"conversion\",\"order_id\":1001,\"value\":12.5,\"currency\":\"EUR\",\"plan\":\"größer\"}]}");
        HttpResponse<String> some = fire.post(
                up.uri("collector", "/batch/events"),
                "{\"events\":[{\"type\":\"No Type!\"},{\"type\":\"click\",\"id\":\"b2\"}]}");

        assertThat(all.statusCode()).isEqualTo(204);
        assertThat(some.statusCode()).isEqualTo(200);
        assertThat(some.body().strip())
                .isEqualTo(
                        "{\"accepted\":1,\"declined\":0,\"refused\":[{\"index\":0,\"reason\":\"type_malformed\"}],\"retry\":[]}");
        rows.awaitCount("pixel_id = 'batch'", 3);
        assertThat(
                        rows.of(
                                "select order_id, value::varchar, properties->>'plan' from events where pixel_id = 'batch' and type = 'conversion'"))
                .containsExactly(List.of("1001", "12.5000", "größer"));
    }

    @Test
    void shouldAnswerAndCountButNotStoreWhatIsDeclined() throws Exception {
        HttpResponse<byte[]> denied = fire.get(up.uri("collector", "/declined/pixel.png?cs=denied&secret=sauce"));
        HttpResponse<byte[]> silent = fire.get(up.uri("collector", "/consent-shop/pixel.png"));
        HttpResponse<byte[]> granted = fire.get(up.uri("collector", "/consent-shop/pixel.png?cs=granted:analytics"));

        assertThat(List.of(denied.statusCode(), silent.statusCode(), granted.statusCode()))
                .containsOnly(200);
        rows.awaitCount("pixel_id = 'consent-shop'", 1);
        awaitLedger("declined", line -> line.path("declined").asLong() == 1);
        assertThat(rows.count("pixel_id = 'declined' or (pixel_id = 'consent-shop' and consent is null)"))
                .isZero();
    }

    /** The file that {@code up --config} was given is the collector's too. */
    @Test
    void shouldTakeChangedPixelsOverWithoutARestart() throws Exception {
        String before = Files.readString(up.config());
        URI old = up.uri("collector", "/old-pixel/pixel.png");
        assertThat(fire.get(old).statusCode()).isEqualTo(200);

        replaceConfig(before + "\ncollector.pixels.old-pixel.status = retired\n");
        awaitStatus(old, 404);
        replaceConfig(before + "\ncollector.pixels.old-pixel.status = retried\n");
        Awaitility.await().atMost(20, TimeUnit.SECONDS).until(() -> up.output()
                .contains("collector.pixels.old-pixel.status"));

        assertThat(up.output()).contains("the pixels stay as they were");
        assertThat(fire.get(old).statusCode()).isEqualTo(404);
        assertThat(fire.get(up.uri("collector", "/other-pixel/pixel.png")).statusCode())
                .isEqualTo(200);
        replaceConfig(before);
        awaitStatus(old, 200);
    }

    @Test
    void shouldAgreeOnTenThousandEventsFromEdgeToWarehouse() throws Exception {
        fire.many(up.uri("collector", ""), "ten-thousand", 10_000);

        assertThat(fire.answered()).hasSize(10_000);
        rows.awaitCount("pixel_id = 'ten-thousand'", 10_000);
        List<String> counted = rows.of(
                        "select count(*), count(distinct dedup_id), count(distinct event_id) from events where pixel_id = 'ten-thousand'")
                .get(0);
        assertThat(counted).containsOnly("10000");
        for (String stage : List.of("answered", "in_log", "unique", "delivered", "loaded", "merged")) {
            awaitLedger("ten-thousand", lines -> true);
            long sum = ledger("ten-thousand").stream()
                    .mapToLong(line -> line.path(stage).asLong())
                    .sum();
            assertThat(sum).as(stage).isEqualTo(10_000);
        }
    }

    @Test
    void shouldPutAPoisonRecordIntoRejectsAndGoOn() throws Exception {
        byte[] poison = "not a pack at all \0\1\2".getBytes(StandardCharsets.UTF_8);
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", up.runFile().bootstrapServers()),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            for (int partition = 0; partition < 6; partition++) {
                producer.send(new ProducerRecord<>("firstlight.raw", partition, null, poison))
                        .get();
            }
        }
        for (int i = 0; i < 60; i++) {
            fire.get(up.uri("collector", "/after-poison/pixel.png?eid=" + i));
        }

        rows.awaitCount("pixel_id = 'after-poison'", 60);
        List<Reject> rejects = rejects("record_unreadable", 6);
        assertThat(rejects)
                .hasSize(6)
                .allSatisfy(reject -> assertThat(reject.getBytes().array()).isEqualTo(poison));
    }

    @Test
    void shouldAnswerTheCommands() throws Exception {
        fire.get(up.uri("collector", "/commands/pixel.png?eid=c1&e=click"));
        rows.awaitCount("pixel_id = 'commands'", 1);

        String query = up.command("query", "select pixel_id, type from events where pixel_id = 'commands'");
        String csv = up.command("query", "--csv", "select pixel_id, type from events where pixel_id = 'commands'");
        String status = up.command("status");
        String tail = up.command("tail", "events", "--from-beginning", "--max", "1");
        String refused = up.command("query", "drop table events");

        assertThat(query)
                .startsWith("exit 0")
                .contains("commands")
                .contains("click")
                .contains("(1 row)");
        assertThat(csv).startsWith("exit 0").contains("commands,click");
        assertThat(status).startsWith("exit 0").contains("collector").contains("ready");
        assertThat(tail).startsWith("exit 0").contains("\"dedup_id\"");
        assertThat(refused).startsWith("exit 1");
        assertThat(rows.count("pixel_id = 'commands'")).isEqualTo(1);
    }

    private void awaitStatus(URI uri, int status) {
        Awaitility.await()
                .atMost(20, TimeUnit.SECONDS)
                .until(() -> fire.get(uri).statusCode() == status);
    }

    private static void replaceConfig(String text) throws Exception {
        Path whole = Files.writeString(directory.resolve("next.conf"), text);
        Files.move(whole, up.config(), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** Waits until the ledger has lines of the pixel and each is as wanted. */
    private static void awaitLedger(String pixel, java.util.function.Predicate<JsonNode> wanted) {
        Awaitility.await("the ledger of " + pixel)
                .atMost(30, TimeUnit.SECONDS)
                .pollInterval(Duration.ofMillis(200))
                .until(() -> {
                    List<JsonNode> lines = ledger(pixel);
                    return !lines.isEmpty()
                            && lines.stream()
                                    .allMatch(line -> wanted.test(line)
                                            && line.path("balanced").asBoolean());
                });
    }

    private static List<JsonNode> ledger(String pixel) throws Exception {
        List<JsonNode> lines = new ArrayList<>();
        for (String line : up.command("ledger", "--json").lines().skip(1).toList()) {
            JsonNode parsed = JSON.readTree(line);
            if (parsed.path("pixel").asText().equals(pixel)) {
                lines.add(parsed);
            }
        }
        return lines;
    }

    private static List<Reject> rejects(String reason, int wanted) throws Exception {
        AvroCodec<Reject> codec = new AvroCodec<>(Reject.getClassSchema(), new SchemaBook());
        List<Reject> found = new ArrayList<>();
        TopicPartition partition = new TopicPartition("firstlight.rejects", 0);
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", up.runFile().bootstrapServers(), "isolation.level", "read_committed"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            Awaitility.await().atMost(30, TimeUnit.SECONDS).until(() -> {
                for (var record : consumer.poll(Duration.ofMillis(200))) {
                    Reject reject = codec.decode(record.value());
                    if (reject.getReason().equals(reason)) {
                        found.add(reject);
                    }
                }
                return found.size() >= wanted;
            });
        }
        return found;
    }

    /** Runs a program in the checkout and answers its standard output. */
    private static String run(String... command) throws Exception {
        Process process = new ProcessBuilder(command)
                .directory(new File("..").getCanonicalFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue())
                .as(String.join(" ", command) + "\n" + out)
                .isZero();
        return out.strip();
    }
}
