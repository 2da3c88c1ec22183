package dev.firstlight.loadtest.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * No address, foreign cookie, bearer token or declined payload is kept anywhere: topics, spool, state, objects, warehouse, log, metrics, whatever
 * file the run has. What is sent to be kept (a property) is found by the same searches, so they can fail.
 */
final class CanaryIT {

    private static final int OF_EACH = 8;

    /** In one POST, over the partitions of the raw topic: packs of several events, which are large enough to be compressed. */
    private static final int IN_A_BATCH = 48;

    /** We are the trusted proxy, and Kafka's producer waits longer than the collector has patience, so that packs are spooled too. */
    private static final String SETTINGS = """

            collector.http.trusted-proxies = ["127.0.0.1"]
            collector.spool.slow-after = 50 ms
            collector.kafka.producer.linger.ms = 300
            """;

    @TempDir
    private Path directory;

    private final long seed = Long.getLong("seed", System.nanoTime());
    private final Random random = new Random(seed);
    private final Canary token = Canary.ofText("token", random);
    private final Canary cookie = Canary.ofText("cookie", random);
    private final Canary declined = Canary.ofText("declined payload", random);
    private final Canary kept = Canary.ofText("kept property", random);
    private final List<Canary> clients = new ArrayList<>();
    private final List<Canary> spoofed = new ArrayList<>();

    @Test
    void shouldKeepNoAddressCookieTokenOrDeclinedPayloadAnywhere() throws Exception {
        for (int i = 0; i < OF_EACH; i++) {
            clients.addAll(List.of(Canary.ofV4(false, random), Canary.ofV4(true, random), Canary.ofV6(random)));
            spoofed.addAll(List.of(Canary.ofV4(false, random), Canary.ofV6(random)));
        }
        List<Canary> secrets = new ArrayList<>(List.of(token, cookie, declined));
        secrets.addAll(clients);
        secrets.addAll(spoofed);
        List<Canary> all = new ArrayList<>(secrets);
        all.add(kept);
        CanaryScan scan = new CanaryScan(all);
        try (UpProcess up = new UpProcess(directory)) {
            Files.writeString(up.config(), SETTINGS, StandardOpenOption.APPEND);
            up.start();
            fire(new CanaryFire(up, token, cookie), up.data().resolve("spool"), scan);
            awaitRows(new Rows(up));

            Running.lookInto(up, scan);
            assertThat(up.terminate()).isZero();
            int entries = Stopped.lookInto(directory, scan);

            assertThat(entries).as("entries of state stores").isGreaterThan(clients.size());
        }
        assertFoundNowhere(secrets, scan);
        assertFoundWhereItBelongs(scan);
    }

    private void fire(CanaryFire fire, Path spool, CanaryScan scan) throws Exception {
        for (int i = 0; i < clients.size(); i++) {
            String forwarded = spoofed.get(i % spoofed.size()).text() + ", "
                    + clients.get(i).text();
            String property = "note=" + kept.text() + "&n=" + i;
            assertThat(fire.get("/canary/pixel.png?e=click&" + property, forwarded))
                    .isEqualTo(200);
            assertThat(fire.post("/canary/events", forwarded, "{\"type\":\"view\",\"note\":\"" + kept.text() + "\"}"))
                    .isEqualTo(204);
            assertThat(fire.post("/canary/events", forwarded, batch())).isEqualTo(204);
            assertThat(fire.get("/canary/pixel.png?cs=denied&note=" + declined.text(), forwarded))
                    .isEqualTo(200);
            assertThat(fire.post(
                            "/canary/events",
                            forwarded,
                            "{\"consent\":\"denied\",\"note\":\"" + declined.text() + "\"}"))
                    .isEqualTo(200);
            assertThat(fire.post("/canary/events", forwarded, "{\"type\":\"No Type\"}"))
                    .isEqualTo(400);
            assertThat(fire.get("/canary/nowhere", forwarded)).isEqualTo(404);
            assertThat(fire.get("/canary/pixel.png?e=proxy", forwarded + ", unknown"))
                    .isEqualTo(200);
            scan.lookIntoFiles("spool", spool);
        }
        fire.raw("GET /canary/pixel.png HTTP/1.1\r\nHost: t\r\nAuthorization: Bearer " + token.text()
                + "\r\n folded\r\n\r\n");
        fire.raw("GET /canary/nowhere?t=" + token.text() + " HTTP/9.9\r\nCookie: " + cookie.text() + "\r\n\r\n");
        fire.raw("NONSENSE " + token.text() + "\r\nX-Forwarded-For: "
                + clients.get(0).text() + "\r\n\r\n");
        fire.raw("GET /canary/pixel.png?x=%zz&t HTTP/1.1\r\nHost: t\r\nX-Forwarded-For: "
                + clients.get(0).text() + "\r\n\r\n");
    }

    private String batch() {
        String stored = "{\"type\":\"batched\",\"note\":\"" + kept.text() + "\"}";
        return "{\"events\":[" + String.join(",", Collections.nCopies(IN_A_BATCH, stored)) + "]}";
    }

    /** The addresses did arrive: each client has a hash of its own, and the proxy's word was its own where it gave none. */
    private void awaitRows(Rows rows) throws Exception {
        rows.awaitCount("pixel_id = 'canary'", (3L + IN_A_BATCH) * clients.size());
        assertThat(rows.of("select count(distinct ip_hash) from events where pixel_id = 'canary' and type = 'click'"))
                .containsExactly(List.of(String.valueOf(clients.size())));
        assertThat(rows.of("select count(distinct ip_hash) from events where pixel_id = 'canary' and type = 'proxy'"))
                .containsExactly(List.of("1"));
    }

    private void assertFoundNowhere(List<Canary> secrets, CanaryScan scan) {
        for (Canary secret : secrets) {
            assertThat(scan.placesOf(secret))
                    .as("%s, -Dseed=%s", secret.name(), seed)
                    .isEmpty();
        }
        // Four bytes turn up by chance; whoever keeps addresses in four bytes keeps them all.
        assertThat(scan.foundWeakly()).as("-Dseed=" + seed).hasSizeLessThan(OF_EACH);
    }

    private void assertFoundWhereItBelongs(CanaryScan scan) {
        Set<String> places = scan.placesOf(kept).stream()
                .map(place -> place.substring(0, (place + " ").indexOf(' ', place.indexOf(' ') + 1)))
                .collect(Collectors.toSet());
        assertThat(places)
                .as("places where what is kept is found, after %s bytes", scan.bytesLookedAt())
                .contains("topic firstlight.raw", "topic firstlight.events", "warehouse events");
        assertThat(scan.placesOf(kept))
                .as("what is kept is found in compressed packs, in the topic and in the spool")
                .contains("topic firstlight.raw inflated")
                .anyMatch(place -> place.startsWith("spool ") && place.endsWith("inflated"));
        assertThat(scan.placesOf(kept)).anyMatch(place -> place.contains("objects") && place.endsWith("inflated"));
        assertThat(scan.placesOf(kept))
                .as("a query string is in no log and no meter")
                .noneMatch(place -> place.startsWith("admin") || place.contains("up.log"));
    }
}
