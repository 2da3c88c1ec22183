package dev.firstlight.sink;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The program as it is started, in a process of its own. */
@Timeout(60)
final class SinkMainTest {

    @TempDir
    private Path directory;

    @Test
    void shouldSayWhatIsWrongWithTheConfigurationAndEndWithTwo() throws Exception {
        Path file =
                Files.writeString(directory.resolve("sink.conf"), "firehose-sink { stream = x, pack.linger = soon }");

        Ended ended = run("--config", file.toString());

        assertThat(ended.exitCode).isEqualTo(2);
        assertThat(ended.errors)
                .contains("2 problems in the configuration")
                .contains("firehose-sink.stream: unknown key")
                .contains("firehose-sink.pack.linger")
                .doesNotContain("\tat ");
    }

    @Test
    void shouldSayThatAFileIsNotThereAndEndWithTwo() throws Exception {
        Ended ended = run("--config", "no-such-file.conf");

        assertThat(ended.exitCode).isEqualTo(2);
        assertThat(ended.errors).contains("no-such-file.conf: no such file");
    }

    @Test
    void shouldSayHowItIsUsed() throws Exception {
        Ended ended = run("--help");

        assertThat(ended.exitCode).isEqualTo(2);
        assertThat(ended.errors).contains("usage: [--config FILE]");
    }

    private record Ended(int exitCode, String errors) {}

    private static Ended run(String... args) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                SinkMain.class.getName()));
        command.addAll(List.of(args));
        Process process = new ProcessBuilder(command).start();
        String errors = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Ended(process.waitFor(), errors);
    }
}
