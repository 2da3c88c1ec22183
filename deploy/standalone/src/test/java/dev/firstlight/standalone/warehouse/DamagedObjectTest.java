package dev.firstlight.standalone.warehouse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firstlight.runtime.Meters;
import dev.firstlight.standalone.StandaloneMeter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Objects that are not as Firehose left them: all of one is loaded, or nothing. */
final class DamagedObjectTest {

    private static final String NOON = "2026-11-22 12:00:00.000";

    @TempDir
    Path directory;

    private final Meters meters = new Meters("standalone", StandaloneMeter.class);
    private WarehouseConfig config;
    private Objects objects;
    private Database database;
    private ObjectLoader loader;

    @BeforeEach
    void open() throws Exception {
        config = new WarehouseConfig(
                directory.resolve("warehouse"), directory.resolve("objects"), java.time.Duration.ofSeconds(10));
        objects = new Objects(config.objects());
        database = new Database(config);
        loader = new ObjectLoader(
                database, config.objects(), InstantSource.fixed(Instant.parse("2026-11-22T02:41:00Z")), meters);
    }

    @AfterEach
    void close() throws Exception {
        loader.close();
        database.close();
    }

    /** As COPY with MAXERROR 0: 500 good rows before it and 500 behind do not save it. */
    @Test
    void shouldRefuseAnObjectWithALineThatIsNoRowAndSayWhichAndWhy() throws Exception {
        Map<String, String> refusals = new LinkedHashMap<>();
        refusals.put("{", "no JSON");
        refusals.put("[]", "dedup_id: absent");
        refusals.put(Objects.row(2, "p", NOON) + "x", "no JSON");
        refusals.put(
                Objects.row(3, "p", "yesterday"),
                "received_at: no time like 2026-11-22 02:39:02.123 or epoch milliseconds");
        refusals.put("{\"pixel_id\":\"p\",\"received_at\":\"" + NOON + "\"}", "dedup_id: absent");
        refusals.put(
                Objects.row(4, "p", NOON, ",\"value\":\"1e99\""),
                "value: no decimal of at most 14 digits before the point");
        refusals.put(Objects.row(6, "p", NOON, ",\"properties\":{\"a\":\"\\ud800\"}"), "properties: no JSON");
        refusals.put(Objects.row(7, "p", NOON, ",\"gpc\":\"yes\""), "gpc: no true or false");
        refusals.put(Objects.row(8, "p", NOON, ",\"country\":\"Germany\""), "country: no text of at most 2 bytes");
        refusals.put(Objects.row(9, "p", NOON, ",\"items\":\"none\""), "items: no JSON");
        refusals.put(Objects.row(10, "x".repeat(LineReader.LINE_BYTES_MAX), NOON), "longer than 1024000 bytes");
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            lines.add(Objects.row(100 + i, "p", NOON));
        }

        for (Map.Entry<String, String> refusal : refusals.entrySet()) {
            lines.set(500, refusal.getKey());
            objects.write("a.gz", lines.toArray(new String[0]));

            assertThatThrownBy(() -> loader.load(List.of("a.gz")))
                    .isInstanceOfSatisfying(RefusedObjectException.class, refused -> {
                        assertThat(refused).hasMessage("a.gz, line 501: " + refusal.getValue());
                        assertThat(refusal.getKey()).startsWith(refused.text());
                    });
        }

        assertThat(rows("select (select count(*) from events), (select count(*) from loaded_objects)"))
                .containsExactly(List.of(0L, 0L));
        lines.set(500, Objects.row(600, "p", NOON));
        objects.write("a.gz", lines.toArray(new String[0]));
        assertThat(loader.load(List.of("a.gz"))).isEqualTo(1_000);
        assertThat(rows("select count(*), count(distinct dedup_id) from events"))
                .containsExactly(List.of(1_000L, 1_000L));
    }

    @Test
    void shouldLoadNothingOfAnObjectThatIsCutOffWhereverItIs() throws Exception {
        byte[] whole = object(300);

        for (int length = 0; length < whole.length; length += whole.length / 40) {
            Files.write(config.objects().resolve("a.gz"), Arrays.copyOf(whole, length));

            assertThatThrownBy(() -> loader.load(List.of("a.gz")))
                    .as("the first %d bytes", length)
                    .isInstanceOf(RefusedObjectException.class)
                    .hasMessageContaining("the object is damaged from here on");
        }

        assertThat(rows("select (select count(*) from events), (select count(*) from ledger_counts)"))
                .containsExactly(List.of(0L, 0L));
    }

    /** A bit of the header that nobody reads, like that of the time, is no damage. */
    @Test
    void shouldLoadAllOrNothingOfAnObjectWhateverBitIsFlipped() throws Exception {
        long seed = System.nanoTime();
        System.out.println("ObjectLoaderTest seed " + seed);
        Random random = new Random(seed);
        byte[] whole = object(300);
        int refused = 0;

        for (int i = 0; i < 60; i++) {
            int bit = random.nextInt(whole.length * 8);
            byte[] flipped = whole.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            String name = i + ".gz";
            Files.write(config.objects().resolve(name), flipped);
            long before = count();
            try {
                assertThat(loader.load(List.of(name))).as("bit %d", bit).isEqualTo(300);
                Database.execute(database.connect(), List.of("delete from events"));
            } catch (RefusedObjectException e) {
                refused++;
                assertThat(count()).as("bit %d", bit).isEqualTo(before);
            }
        }

        assertThat(refused).isGreaterThan(40);
        assertThat(rows("select count(*) from loaded_objects")).containsExactly(List.of(60L - refused));
    }

    @Test
    void shouldLoadTheOthersOfAGroupWithDamagedOnes() throws Exception {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            objects.writeRows(i + ".gz", i * 10, 10);
            names.add(i + ".gz");
        }
        Files.write(config.objects().resolve("3.gz"), new byte[] {1, 2, 3});
        Files.delete(config.objects().resolve("5.gz"));

        assertThatThrownBy(() -> loader.load(names))
                .isInstanceOf(RefusedObjectException.class)
                .hasMessageStartingWith("3.gz, line 1: ");

        assertThat(rows("select name from loaded_objects order by name"))
                .extracting(row -> row.get(0))
                .containsExactly("0.gz", "1.gz", "2.gz", "4.gz", "6.gz", "7.gz");
        assertThat(count()).isEqualTo(60);
    }

    private byte[] object(int rows) throws IOException {
        objects.writeRows("whole.gz", 0, rows);
        byte[] whole = Files.readAllBytes(config.objects().resolve("whole.gz"));
        Files.delete(config.objects().resolve("whole.gz"));
        return whole;
    }

    private long count() throws RefusedQueryException {
        return (Long) java.util.Objects.requireNonNull(
                rows("select count(*) from events").get(0).get(0));
    }

    private List<List<@Nullable Object>> rows(String sql) throws RefusedQueryException {
        return new QueryRunner(database, config).run(sql).rows();
    }
}
