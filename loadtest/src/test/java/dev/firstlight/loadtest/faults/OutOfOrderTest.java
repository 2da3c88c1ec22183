package dev.firstlight.loadtest.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** A server that answers two pipelined requests the wrong way round is found out. */
final class OutOfOrderTest {

    private static final String PNG = "HTTP/1.1 200 OK\r\nContent-Type: image/png\r\nContent-Length: 1\r\n\r\n.";
    private static final String STORED = "HTTP/1.1 204 No Content\r\n\r\n";

    private final Journal journal = new Journal();

    @Test
    void shouldComplainOfAnswersInTheWrongOrder() throws Exception {
        exchange(STORED + PNG);

        assertThat(journal.complaints()).hasSize(2);
        assertThat(journal.promised()).isEmpty();
    }

    @Test
    void shouldNoteWhatIsPromisedInTheRightOrder() throws Exception {
        exchange(PNG + STORED);

        assertThat(journal.complaints()).isEmpty();
        assertThat(journal.promised()).hasSize(2);
    }

    private void exchange(String answers) throws Exception {
        Judge judge = new Judge(journal);
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Generation life = new Generation(1, server.getLocalPort());
            CompletableFuture<Void> serving = CompletableFuture.runAsync(() -> answer(server, answers));
            try (Connection connection = new Connection(life)) {
                List<Request> requests = List.of(request(Request.Kind.PNG, false), request(Request.Kind.ONE, true));
                connection.exchange(requests, (request, answer) -> judge.judge(life, request, answer), left -> {
                    throw new AssertionError("unanswered: " + left);
                });
            }
            serving.join();
        }
    }

    private Request request(Request.Kind kind, boolean isJson) {
        Sent event = new Sent("shop-a", "id-" + kind, Sent.Fate.STORED, isJson);
        journal.sent(event);
        return new Request(kind, List.of(event));
    }

    private static void answer(ServerSocket server, String answers) {
        try (Socket client = server.accept();
                OutputStream out = client.getOutputStream()) {
            out.write(answers.getBytes(StandardCharsets.US_ASCII));
            out.flush();
            byte[] unused = client.getInputStream().readAllBytes(); // until the client has read and closes
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
