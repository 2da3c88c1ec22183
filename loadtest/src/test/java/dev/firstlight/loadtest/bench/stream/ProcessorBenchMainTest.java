package dev.firstlight.loadtest.bench.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ProcessorBenchMainTest {

    @ParameterizedTest
    @ValueSource(strings = {"processor", "edge /tmp", "processor /tmp --rolling"})
    void shouldExitWith2AndSayWhyWhenCalledInAWayItDoesNotKnow(String arguments) throws Exception {
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        PrintStream to = new PrintStream(err, true, StandardCharsets.UTF_8);

        int code = ProcessorBenchMain.run(List.of(arguments.split(" ")), to, to);

        assertThat(code).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8)).startsWith("loadtest/bench: processor DIRECTORY");
    }

    @Test
    void shouldHaveAFigureForEachPart() {
        assertThat(ProcessorFigure.values()).extracting(ProcessorFigure::part).contains(ProcessorFigure.Part.values());
    }
}
