package dev.firstlight.loadtest.bench.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LogLinesTest {

    @TempDir
    Path directory;

    @Test
    void shouldGoOnCountingWhereItLeftOffWhileTheWriterAppends() throws Exception {
        Path log = directory.resolve("access.log");
        LogLines lines = new LogLines(log);
        try (OutputStream writer = Files.newOutputStream(log, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            writer.write("{}\n{}\n".getBytes(StandardCharsets.US_ASCII));
            assertThat(lines.count()).isEqualTo(2);
            assertThat(lines.count()).isEqualTo(2);

            writer.write("{}\n".getBytes(StandardCharsets.US_ASCII));
            assertThat(lines.count()).isEqualTo(3);
            assertThat(Files.size(log)).isZero();
        }
    }
}
