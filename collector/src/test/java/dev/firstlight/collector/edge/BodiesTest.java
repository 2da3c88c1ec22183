package dev.firstlight.collector.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.firstlight.schema.Refusal;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** At most 300,000 bytes of unfinished bodies in all, where one may have 262,144. */
final class BodiesTest {

    private static final int MAX = 300_000;
    private static final int LARGE = 200_000;

    private EdgeRig rig = new EdgeRig(Limits.bodies(MAX));

    @AfterEach
    void close() throws IOException, InterruptedException {
        rig.close();
    }

    @Test
    void shouldAnswer503WhereUnfinishedBodiesHoldTooMuchAndTakeThemAgainBelowIt() throws IOException {
        RawClient first = rig.client().send(unfinished(LARGE));
        awaitHeld(LARGE);

        RawClient.Response late = rig.client().ask(unfinished(LARGE));

        assertThat(late.status()).isEqualTo(503);
        assertThat(late.header("Retry-After")).isEqualTo("1");
        assertThat(late.header("Connection")).isEqualTo("close");
        assertThat(late.text()).isEqualTo("{\"refused\":\"bodies_too_large\"}\n");
        assertThat(rig.refused(Refusal.BODIES_TOO_LARGE)).isEqualTo(1);
        awaitHeld(LARGE); // what the refused one had sent is given back
        assertThat(first.ask("}").status()).isEqualTo(204);
        awaitHeld(0);
        assertThat(rig.client().send(unfinished(LARGE)).ask("}").status()).isEqualTo(204);
        awaitHeld(0);
    }

    @Test
    void shouldTakeAWholeSmallBodyThoughUnfinishedOnesHoldAllThereIs() throws IOException {
        rig.client().send(unfinished(LARGE));
        rig.client().send(unfinished(MAX - LARGE));
        awaitHeld(MAX);

        assertThat(rig.client().post("/12345/events", "{}").status()).isEqualTo(204);

        awaitHeld(MAX);
    }

    @Test
    void shouldCountNoBodyOfARouteThatReadsNone() throws IOException {
        RawClient client = rig.client().send("POST /robots.txt" + head(LARGE) + " ".repeat(LARGE - 1));
        rig.robots();
        awaitHeld(0);

        assertThat(client.ask(" ").status()).isEqualTo(405);
    }

    @Test
    void shouldGiveBackTheBodyOfAClientThatLeft() throws IOException {
        RawClient gone = rig.client().send(unfinished(LARGE));
        awaitHeld(LARGE);

        gone.reset();

        awaitHeld(0);
    }

    @Test
    void shouldGiveBackTheBodyOfAClientThatSendsNoMore() throws IOException {
        RawClient half = rig.client().send(unfinished(LARGE));
        awaitHeld(LARGE);

        assertThat(half.endOfRequests().read().status()).isEqualTo(400);

        awaitHeld(0);
    }

    @Test
    void shouldGiveBackABodyThatIsLate() throws IOException, InterruptedException {
        rig.close();
        rig = new EdgeRig(Limits.deadlines(Duration.ofSeconds(5), Duration.ofMillis(100)));

        assertThat(rig.client().ask(unfinished(LARGE)).status()).isEqualTo(408);

        awaitHeld(0);
    }

    @Test
    void shouldGiveBackABodyThatIsLargerThanOneMayBe() throws IOException {
        String chunked = "POST /12345/events HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: chunked\r\n\r\n";
        String chunk = Integer.toHexString(262_145) + "\r\n" + " ".repeat(262_145) + "\r\n";

        assertThat(rig.client().ask(chunked + chunk).status()).isEqualTo(413);

        awaitHeld(0);
    }

    @Test
    void shouldGiveBackABodyThatDoesNotInflateOrIsNoJson() throws IOException {
        String no = "POST /12345/events HTTP/1.1\r\nHost: t\r\nContent-Encoding: gzip\r\nContent-Length: 20000\r\n\r\n";
        assertThat(rig.client().ask(no + " ".repeat(20_000)).status()).isEqualTo(400);
        assertThat(rig.client()
                        .ask("POST /12345/events" + head(20_000) + "x".repeat(20_000))
                        .status())
                .isEqualTo(400);

        assertThat(rig.refused(Refusal.GZIP_MALFORMED)).isEqualTo(1);
        assertThat(rig.refused(Refusal.JSON_MALFORMED)).isEqualTo(1);
        awaitHeld(0);
    }

    /** A request that lacks the last byte of its body, which is {@code "}"}. */
    private static String unfinished(int sent) {
        return "POST /12345/events" + head(sent + 1) + " ".repeat(sent - 1) + "{";
    }

    private static String head(int length) {
        return " HTTP/1.1\r\nHost: t\r\nContent-Length: " + length + "\r\n\r\n";
    }

    private void awaitHeld(int bytes) {
        await().untilAsserted(() -> assertThat(rig.meters.prometheusText())
                .contains("collector_body_bytes_unfinished " + (double) bytes + "\n"));
    }
}
