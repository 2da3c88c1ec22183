package dev.firstlight.loadtest.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

final class OneAnswerTest {

    private static final String ANSWER = "HTTP/1.1 200 OK\r\ncontent-length: 4\r\nDate: now\r\n\r\nGIF8";

    @Test
    void shouldEndWhereTheAnswerEnds() throws Exception {
        assertThat(read(ANSWER + "HTTP/1.1 503")).isEqualTo(ANSWER);
    }

    @Test
    void shouldRefuseAnythingButAWhole200() {
        assertThatThrownBy(() -> read(ANSWER.replace("200 OK", "503 No"))).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> read(ANSWER.substring(0, ANSWER.length() - 1))).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> read("HTTP/1.1 200 OK\r\n")).isInstanceOf(IOException.class);
    }

    private static String read(String from) throws IOException {
        byte[] bytes = OneAnswer.read(new ByteArrayInputStream(from.getBytes(StandardCharsets.ISO_8859_1)));
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
