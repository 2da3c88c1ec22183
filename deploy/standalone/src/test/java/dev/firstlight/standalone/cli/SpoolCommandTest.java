package dev.firstlight.standalone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstlight.collector.event.EventIds;
import dev.firstlight.collector.event.Hit;
import dev.firstlight.collector.event.HitReader;
import dev.firstlight.collector.event.PixelPolicy;
import dev.firstlight.collector.event.RequestFacts;
import dev.firstlight.collector.meter.CollectorMeter;
import dev.firstlight.collector.spool.Resend;
import dev.firstlight.collector.spool.Spool;
import dev.firstlight.collector.spool.SpoolConfig;
import dev.firstlight.collector.spool.SpoolFiles;
import dev.firstlight.runtime.Meters;
import dev.firstlight.schema.PackEncoder;
import dev.firstlight.standalone.FirstlightCommand;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collections;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

final class SpoolCommandTest {

    private static final long MIB = 1_048_576;

    @TempDir
    Path directory;

    private final StringWriter out = new StringWriter();

    @Test
    void shouldListVerifyAndPrintWhatWaits() throws Exception {
        spool("?e=click&cid=7&who=Ann", "?e=conversion&oid=A-1");

        assertThat(run("ls")).isZero();
        assertThat(out.toString()).contains(".spool").contains(" 2 ").doesNotContain("lock");
        assertThat(run("cat")).isZero();
        assertThat(out.toString().lines()).hasSize(2).allMatch(line -> line.startsWith("{"));
        assertThat(out.toString()).contains("who=Ann").contains("oid=A-1");
        assertThat(run("verify")).isZero();
        assertThat(out.toString()).isEqualTo("1 segments, 2 packs, 2 events; 0 packs unreadable, 0 bytes damaged\n");
    }

    @Test
    void shouldSayThatAByteIsWrong() throws Exception {
        spool("?e=click&cid=7", "?e=click&cid=8");
        Path segment = segment();
        byte[] bytes = Files.readAllBytes(segment);
        bytes[20] ^= 1;
        Files.write(segment, bytes);

        assertThat(run("verify")).isEqualTo(1);

        assertThat(out.toString()).startsWith("1 segments, 1 packs, 1 events; 0 packs unreadable, ");
        assertThat(run("cat")).isZero();
        assertThat(out.toString().lines()).hasSize(1);
    }

    @Test
    void shouldSayThatThereIsNoSpool() {
        directory = directory.resolve("nowhere");

        assertThat(run("ls")).isEqualTo(3);
        assertThat(out.toString()).contains("there is no spool at");
    }

    private int run(String what) {
        out.getBuffer().setLength(0);
        CommandLine line =
                FirstlightCommand.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(out));
        return line.execute("spool", "--directory", directory.toString(), what);
    }

    private Path segment() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.toString().endsWith(".spool"))
                    .findAny()
                    .orElseThrow();
        }
    }

    private void spool(String... queries) throws Exception {
        SpoolConfig config = new SpoolConfig(
                directory,
                Duration.ofSeconds(2),
                4 * MIB,
                64 * MIB,
                Duration.ofHours(1),
                0,
                MIB,
                MIB,
                Duration.ofSeconds(1));
        Resend away = frames -> Collections.nCopies(frames.size(), Resend.Answer.AGAIN);
        Meters meters = new Meters("collector", CollectorMeter.class);
        AtomicInteger stored = new AtomicInteger();
        try (Spool spool = new Spool(SpoolFiles.onDisk(directory), config, away, InstantSource.system(), meters)) {
            for (String query : queries) {
                spool.offer(0, pack(query), isStored -> stored.addAndGet(isStored ? 1 : 0));
            }
        }
        assertThat(stored).hasValue(queries.length);
    }

    private static byte[] pack(String query) {
        PixelPolicy policy = new PixelPolicy("", PixelPolicy.ConsentPolicy.ASSUMED, PixelPolicy.GpcPolicy.RECORDED);
        HitReader reader = new HitReader(new PixelPolicy.Registry(Map.of(), policy), new EventIds());
        byte[] bytes = query.substring(1).getBytes(StandardCharsets.UTF_8);
        RequestFacts facts = new RequestFacts(1_795_000_000_000L, null, false, null, null, null, null, null, null);
        Hit.Event hit = (Hit.Event) reader.readQuery("12345", bytes, facts);
        PackEncoder encoder = new PackEncoder();
        encoder.begin(new PackEncoder.Header(1, 0, 0, 0, 1_795_000_000_000L, 0, 0, 0, Map.of()));
        encoder.append(hit.raw());
        return encoder.finish();
    }
}
