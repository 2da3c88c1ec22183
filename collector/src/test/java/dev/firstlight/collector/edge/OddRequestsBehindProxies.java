package dev.firstlight.collector.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstlight.schema.avro.RawEvent;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The rows of {@code odd-requests.txt} through a proxy that shares its connections to the edge between clients. A proxy may refuse a row, or make
 * a clean request of it; it and the edge must never disagree where a request ends. Run by {@code loadtest/odd-requests}, not by the build: it
 * needs nginx and haproxy.
 */
final class OddRequestsBehindProxies {

    /** As the row's own request, but its answer is a GIF, which no row asks for. */
    private static final String GIF = "GET /12345/pixel.gif?eid=%s HTTP/1.1\r\nHost: t\r\n\r\n";

    /** Nothing more comes: a proxy waits for the rest of what it takes for unfinished. */
    private static final int QUIET_MS = 1_000;

    private static final int OTHER_MS = 10_000;

    @TempDir
    private Path directory;

    @ParameterizedTest
    @EnumSource(Proxy.Kind.class)
    void shouldNeverTakeOneRequestForAnother(Proxy.Kind kind) throws Exception {
        Tally tally = new Tally();
        try (EdgeRig rig = new EdgeRig();
                Proxy proxy = new Proxy(kind, directory, rig.server.port())) {
            for (OddExchange row : OddExchange.all()) {
                run(rig, proxy, row, false, tally);
                if (!row.isHalf()) {
                    run(rig, proxy, row, true, tally);
                }
            }
        }

        System.out.println(tally.table(kind));
        assertThat(tally.confused).isEmpty();
    }

    private static void run(EdgeRig rig, Proxy proxy, OddExchange row, boolean isTogether, Tally tally)
            throws IOException, InterruptedException {
        List<LenientClient.Answer> answers = exchange(proxy, row, isTogether);
        try (LenientClient other = new LenientClient(proxy.port(), OTHER_MS)) {
            other.send(GIF.formatted("other").getBytes(StandardCharsets.US_ASCII));
            tally.add(row, answers, other.read(1, false), taken(rig));
        }
    }

    /** The row's bytes and the next request behind them, in one write or when the row's answers have come. */
    private static List<LenientClient.Answer> exchange(Proxy proxy, OddExchange row, boolean isTogether)
            throws IOException {
        byte[] next = GIF.formatted("next").getBytes(StandardCharsets.US_ASCII);
        int count = Math.max(
                1, (int) row.statuses().stream().filter(status -> status >= 200).count());
        try (LenientClient client = new LenientClient(proxy.port(), QUIET_MS)) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            bytes.writeBytes(row.bytes());
            if (isTogether) {
                bytes.writeBytes(next);
            }
            client.send(bytes.toByteArray());
            if (row.isHalf()) {
                client.endOfRequests();
            }
            List<LenientClient.Answer> answers = client.read(isTogether ? count + 1 : count, row.isHead());
            if (isTogether || row.isHalf() || client.isEnded()) {
                return answers;
            }
            client.send(next);
            return client.read(answers.size() + 1, row.isHead());
        }
    }

    private static List<String> taken(EdgeRig rig) throws InterruptedException {
        List<String> ids = new ArrayList<>();
        while (!rig.log.isEmpty()) {
            RawEvent event = rig.log.nextEvent();
            if (event.getRefusal() == null) {
                ids.add(String.valueOf(event.getEventId()));
            }
        }
        return ids;
    }

    /** What became of the rows. */
    private static final class Tally {
        private final Set<String> cleaned = new LinkedHashSet<>();
        private final List<String> confused = new ArrayList<>();
        private int alike;
        private int otherwise;

        /** @param taken what the edge took meanwhile: of the row, at most the next request, and the one of another client at last */
        void add(
                OddExchange row,
                List<LenientClient.Answer> answers,
                List<LenientClient.Answer> other,
                List<String> taken) {
            int firsts = Collections.frequency(taken, "first");
            boolean isNextAnswered = !answers.isEmpty() && isGif(answers.get(answers.size() - 1));
            List<String> expected = new ArrayList<>(Collections.nCopies(firsts, "first"));
            if (isNextAnswered || taken.contains("next")) {
                expected.add("next");
            }
            expected.add("other");
            boolean isInOrder = taken.equals(expected)
                    && firsts <= row.firsts()
                    && answers.stream().filter(Tally::isGif).count() <= 1
                    && other.size() == 1
                    && isGif(other.get(0));
            if (!isInOrder) {
                confused.add(row + ": answered " + answers + ", another client " + other + ", taken " + taken);
            } else if (firsts > 0 && !row.isEvent()) {
                cleaned.add(row.name());
            } else if (!answers.isEmpty()
                    && row.statuses().contains(answers.get(0).status())) {
                alike++;
            } else {
                otherwise++;
            }
        }

        private static boolean isGif(LenientClient.Answer answer) {
            return answer.status() == 200 && answer.type().equals("image/gif");
        }

        String table(Proxy.Kind kind) {
            return String.format(
                    "%-16s %4d answered as directly, %3d otherwise, %2d rows made a clean request, %d confused%n "
                            + " clean: %s%n",
                    kind, alike, otherwise, cleaned.size(), confused.size(), String.join("; ", cleaned));
        }
    }
}
