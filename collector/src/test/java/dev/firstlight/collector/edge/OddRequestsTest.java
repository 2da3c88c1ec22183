package dev.firstlight.collector.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstlight.collector.log.Pack;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each row of {@code odd-requests.txt} on a real socket: answered as it says, closed where it says so; where the connection stays, the
 * next request is answered as itself, and where it does not, nothing that follows is ever taken. {@code loadtest/odd-requests} sends the
 * same rows through proxies.
 */
final class OddRequestsTest {

    private static EdgeRig rig;

    @BeforeAll
    static void start() {
        rig = new EdgeRig();
    }

    @AfterAll
    static void stop() throws IOException, InterruptedException {
        rig.close();
    }

    static List<OddExchange> rows() {
        return OddExchange.all();
    }

    @Test
    void shouldBeAtLeastTwoHundredOfDifferentNames() {
        assertThat(rows()).hasSizeGreaterThanOrEqualTo(200);
        assertThat(rows()).extracting(OddExchange::name).doesNotHaveDuplicates();
        assertThat(rows())
                .extracting(row -> new String(row.bytes(), StandardCharsets.ISO_8859_1) + row.isHalf())
                .doesNotHaveDuplicates();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rows")
    void shouldAnswerAsTheRowSaysAndThenTheNextRequestAsItself(OddExchange row) throws Exception {
        taken();
        try (RawClient client = new RawClient(rig.server.port())) {
            client.send(row.bytes());
            if (row.isHalf()) {
                client.endOfRequests();
            }
            assertAnswers(client, row);
            if (!row.isClosed()) {
                client.send(OddExchange.NEXT);
            }
            assertEnd(client, row);
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rows")
    void shouldNotTakeOneRequestForAnotherWhenTheyComeTogether(OddExchange row) throws Exception {
        if (row.isHalf()) {
            return; // what follows would be a part of it
        }
        taken();
        try (RawClient client = new RawClient(rig.server.port())) {
            client.send(new String(row.bytes(), StandardCharsets.ISO_8859_1) + OddExchange.NEXT);

            assertAnswers(client, row);
            assertEnd(client, row);
        }
    }

    private static void assertAnswers(RawClient client, OddExchange row) throws IOException {
        for (int status : row.statuses()) {
            RawClient.Response answer = row.isHead() ? client.readHead() : client.read();
            assertThat(answer.status()).isEqualTo(status);
        }
    }

    private static void assertEnd(RawClient client, OddExchange row) throws IOException, InterruptedException {
        List<String> expected = new ArrayList<>();
        if (row.isEvent()) {
            row.statuses().forEach(status -> expected.add(status < 300 && status != 100 ? "first" : ""));
            expected.removeIf(String::isEmpty);
        }
        if (row.isClosed()) {
            assertThat(client.isAtEnd()).isTrue();
        } else {
            assertThat(client.read().body()).isEqualTo(Images.PNG);
            expected.add("next");
        }
        assertThat(taken()).isEqualTo(expected);
    }

    /** The ids of the events that the edge has taken since this was last called. */
    private static List<String> taken() throws InterruptedException {
        List<String> ids = new ArrayList<>();
        while (!rig.log.isEmpty()) {
            Pack pack = rig.log.next();
            ids.add(
                    rig.log.event(pack).getRefusal() == null
                            ? rig.log.event(pack).getEventId()
                            : "");
        }
        ids.removeIf(String::isEmpty);
        return ids;
    }
}
