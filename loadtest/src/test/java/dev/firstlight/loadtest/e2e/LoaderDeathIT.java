package dev.firstlight.loadtest.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run whose warehouse takes nothing any more answers pixels for ever and shows no row: it ends and says so instead. */
final class LoaderDeathIT {

    /** It starts and stops within a test's minute, or not at all. */
    private static final long END_SECONDS = 55;

    @TempDir
    Path directory;

    @Test
    void shouldEndWhenTheWarehouseLoadsNoMore() throws Exception {
        UpProcess up = new UpProcess(directory, LoaderDeathMain.class);
        Process process = up.launch(up.config());
        try {
            boolean isEnded = process.waitFor(END_SECONDS, TimeUnit.SECONDS);

            assertThat(isEnded).as(up.output()).isTrue();
            assertThat(process.exitValue()).isEqualTo(1);
            assertThat(up.output()).contains("cannot go on and ends", "the local warehouse loads no more");
        } finally {
            process.destroyForcibly();
        }
    }
}
