package dev.firstlight.loadtest.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class AnswerReaderTest {

    private static final String ANSWERS = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nDate: now\r\n\r\n\r\n\r\nx"
            + "HTTP/1.1 204 No Content\r\nDate: now\r\n\r\n"
            + "HTTP/1.1 503 Service Unavailable\r\ncontent-length:0\r\n\r\n";

    @Test
    void shouldFindEveryAnswerWhereverTheBytesAreCut() throws Exception {
        for (int cut = 1; cut <= ANSWERS.length(); cut++) {
            AnswerReader reader = new AnswerReader();
            List<Integer> found = new ArrayList<>();

            for (int at = 0; at < ANSWERS.length(); at += cut) {
                String part = ANSWERS.substring(at, Math.min(ANSWERS.length(), at + cut));
                read(reader, part, found);
            }

            assertThat(found).as("parts of %d bytes", cut).containsExactly(200, 204, 503);
        }
    }

    @Test
    void shouldRefuseWhatIsNoAnswer() {
        AnswerReader reader = new AnswerReader();

        assertThatThrownBy(() -> read(reader, "SSH-2.0-other\r\n\r\n", new ArrayList<>()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("SSH-2.0-other");
    }

    private static void read(AnswerReader reader, String text, List<Integer> found) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
        for (int status = reader.next(bytes); status != AnswerReader.NOT_YET; status = reader.next(bytes)) {
            found.add(status);
        }
    }
}
