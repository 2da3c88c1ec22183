package dev.firstlight.loadtest.bench.sink;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SinkBenchMainTest {

    @ParameterizedTest
    @ValueSource(strings = {"sink", "edge /tmp", "sink /tmp --growth"})
    void shouldExitWith2AndSayWhyWhenCalledInAWayItDoesNotKnow(String arguments) throws Exception {
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        PrintStream to = new PrintStream(err, true, StandardCharsets.UTF_8);

        int code = SinkBenchMain.run(List.of(arguments.split(" ")), to, to);

        assertThat(code).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8)).startsWith("loadtest/bench: sink DIRECTORY");
    }

    @Test
    void shouldHaveAFigureForEachPart() {
        assertThat(SinkFigure.values()).extracting(SinkFigure::part).contains(SinkFigure.Part.values());
    }
}
