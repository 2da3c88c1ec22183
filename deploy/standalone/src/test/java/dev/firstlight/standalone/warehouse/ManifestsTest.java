package dev.firstlight.standalone.warehouse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firstlight.runtime.Meters;
import dev.firstlight.standalone.StandaloneMeter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Manifests that are not as this warehouse writes them: brought from elsewhere, damaged, or put there by hand. */
@Timeout(60)
final class ManifestsTest {

    @TempDir
    Path directory;

    private final Meters meters = new Meters("standalone", StandaloneMeter.class);
    private Path folder;
    private Objects objects;
    private Manifests manifests;

    @BeforeEach
    void makeTheBucket() throws IOException {
        Path bucket = directory.resolve("objects");
        folder = Files.createDirectories(bucket.resolve("errors/manifests"));
        objects = new Objects(bucket);
        manifests = new Manifests(bucket);
    }

    @Test
    void shouldFindWhatNobodyAnnouncedBesideManifestsThatSayNothing() throws Exception {
        objects.writeRows("given-up.gz", 0, 10);
        manifests.write("given-up.gz");
        write("cut-short", "{\"entries\":[{\"url\":\"s3://loc");
        write("empty", "");
        write("no-entries", "[]");
        write("of-a-real-bucket", entry("s3://mybucket/2026/11/22/02/given-up.gz"));
        objects.writeRows("unannounced.gz", 10, 10);

        try (Warehouse warehouse = WarehouseProcess.open(directory, meters)) {
            while (warehouse.waitingSinceMs() != Long.MAX_VALUE) {
                boolean unused = new CountDownLatch(1).await(5, TimeUnit.MILLISECONDS);
            }

            assertThat(warehouse.query("select name, rows from loaded_objects").rows())
                    .containsExactly(List.of("unannounced.gz", 10L));
        }
        assertThat(meters.count(StandaloneMeter.WAREHOUSE_MANIFESTS_UNREADABLE)).isEqualTo(3);
    }

    @Test
    void shouldNotCountAManifestAsReDrivenThatItCannotReadOrThatNamesOtherBuckets() throws Exception {
        write("empty", "");
        write("of-a-real-bucket", entry("s3://mybucket/a.gz"));

        try (Warehouse warehouse = WarehouseProcess.open(directory, meters)) {
            assertThatThrownBy(warehouse::redrive).hasMessageContaining("a manifest has no entries");
            assertThat(warehouse.givenUp()).hasSize(2);
        }
        assertThatThrownBy(() -> manifests.objects("errors/manifests/of-a-real-bucket"))
                .hasMessageContaining("names what is no object of the bucket");
    }

    @Test
    void shouldLoadAnObjectOnceByWhateverWayAManifestNamesIt() throws Exception {
        objects.writeRows("b.gz", 0, 10);
        write("roundabout", entry("s3://local/errors/../b.gz"));

        try (Warehouse warehouse = WarehouseProcess.open(directory, meters)) {
            warehouse.redrive();
            warehouse.announce("b.gz");
        }
        try (Warehouse warehouse = WarehouseProcess.open(directory, meters)) {
            assertThat(warehouse.query("select name, rows from loaded_objects").rows())
                    .containsExactly(List.of("b.gz", 10L));
            assertThat(warehouse.query("select sum(loaded)::bigint from ledger").rows())
                    .containsExactly(List.of(10L));
        }
    }

    @Test
    void shouldTakeForItsOwnOnlyWhatIsInTheBucket() throws IOException {
        for (String url : List.of(
                "s3://local/../b.gz",
                "s3://local//etc/passwd",
                "s3://local/x/../../b.gz",
                "s3://local/",
                "s3://local/x/..",
                "s3://elsewhere/b.gz",
                "b.gz")) {
            write("odd", entry(url));

            assertThat(manifests.givenUp(unreadable -> {})).as(url).isEmpty();
            assertThatThrownBy(() -> manifests.objects("errors/manifests/odd"))
                    .as(url)
                    .hasMessageContaining("no object of the bucket");
        }
    }

    @Test
    void shouldReadWhatItWrote() throws IOException {
        manifests.write("2026/11/a.gz");
        manifests.write("2026/11/a.gz");

        assertThat(manifests.names()).containsExactly("errors/manifests/2026/11/a");
        assertThat(manifests.objects("errors/manifests/2026/11/a")).containsExactly("2026/11/a.gz");
        List<IOException> unreadable = new ArrayList<>();
        assertThat(manifests.givenUp(unreadable::add)).containsExactly("2026/11/a.gz");
        assertThat(unreadable).isEmpty();
    }

    private void write(String name, String text) throws IOException {
        Files.writeString(folder.resolve(name), text);
    }

    private static String entry(String url) {
        return "{\"entries\":[{\"url\":\"" + url + "\",\"mandatory\":true}]}";
    }
}
