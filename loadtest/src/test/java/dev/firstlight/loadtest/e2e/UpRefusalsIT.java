package dev.firstlight.loadtest.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstlight.standalone.up.DataDirectory;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code up} will not start on: a sentence and an exit code. */
final class UpRefusalsIT {

    @TempDir
    Path directory;

    @Test
    void shouldNameAPortInUse() throws Exception {
        UpProcess up = new UpProcess(directory);
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Path config = directory.resolve("taken.conf");
            Files.writeString(
                    config, Files.readString(up.config()) + "\ncollector.http.port = " + taken.getLocalPort() + "\n");

            int code = exitCode(up.launch(config));

            assertThat(code).isEqualTo(3);
            assertThat(up.output()).contains("collector port 127.0.0.1:" + taken.getLocalPort() + " is already in use");
            assertThat(up.output()).doesNotContain("\tat ");
        }
    }

    @Test
    void shouldNameEverythingThatIsWrongWithTheConfiguration() throws Exception {
        UpProcess up = new UpProcess(directory);
        Path config = directory.resolve("broken.conf");
        Files.writeString(config, "collector { http { prot = 1, idle-timeout = soon }, pack.linger = 1 h }\n");

        int code = exitCode(up.launch(config));

        assertThat(code).isEqualTo(2);
        assertThat(up.output())
                .contains("collector.http.prot: unknown key")
                .contains("collector.http.idle-timeout")
                .contains("collector.pack.linger");
    }

    @Test
    void shouldRefuseASecondRunOnTheSameData() throws Exception {
        UpProcess up = new UpProcess(directory);
        try (DataDirectory held = new DataDirectory(up.data())) {
            int code = exitCode(up.launch(up.config()));

            assertThat(code).isEqualTo(3);
            assertThat(up.output())
                    .contains("another run (process " + ProcessHandle.current().pid() + ") uses");
            assertThat(held.path("lock")).exists();
        }
    }

    private static int exitCode(Process process) throws InterruptedException {
        assertThat(process.waitFor(60, TimeUnit.SECONDS))
                .as("up should have ended")
                .isTrue();
        return process.exitValue();
    }
}
