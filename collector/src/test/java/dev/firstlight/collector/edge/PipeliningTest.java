package dev.firstlight.collector.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.firstlight.collector.log.Pack;
import dev.firstlight.collector.meter.CollectorMeter;
import dev.firstlight.runtime.Seeded;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class PipeliningTest {

    private static final String PNG = "GET /12345/pixel.png HTTP/1.1\r\nHost: t\r\n\r\n";
    private static final String GIF = "GET /12345/pixel.gif HTTP/1.1\r\nHost: t\r\n\r\n";
    private static final String POST = "POST /12345/events HTTP/1.1\r\nHost: t\r\nContent-Length: 2\r\n\r\n{}";
    private static final String ROBOTS = "GET /robots.txt HTTP/1.1\r\nHost: t\r\n\r\n";

    private final EdgeRig rig = new EdgeRig();

    @AfterEach
    void close() throws IOException, InterruptedException {
        rig.log.mode = HandReleasedLog.Mode.AT_ONCE;
        rig.close();
    }

    @Test
    void shouldAnswerInTheOrderOfRequestsHoweverTheyAreAcknowledged() throws IOException, InterruptedException {
        rig.log.mode = HandReleasedLog.Mode.BY_HAND;
        RawClient client = rig.client().send(PNG + GIF + POST + ROBOTS);
        List<Pack> packs = rig.log.next(3);

        HandReleasedLog.durable(packs.get(2));
        HandReleasedLog.givenUp(packs.get(1));
        rig.robots();
        assertThat(client.hasNothing()).isTrue();
        HandReleasedLog.durable(packs.get(0));

        assertThat(client.read().header("Content-Type")).isEqualTo("image/png");
        assertThat(client.read().status()).isEqualTo(503);
        assertThat(client.read().status()).isEqualTo(204);
        assertThat(client.read().header("Content-Type")).isEqualTo("text/plain");
    }

    @Test
    void shouldKeepTheOrderForAnyOrderOfAcknowledgements() {
        rig.log.mode = HandReleasedLog.Mode.BY_HAND;
        Seeded.repeat(20, random -> {
            try (RawClient client = rig.client()) {
                keepsTheOrder(client, random);
            } catch (IOException | InterruptedException e) {
                throw new AssertionError(e);
            }
        });
    }

    private void keepsTheOrder(RawClient client, Random random) throws IOException, InterruptedException {
        StringBuilder requests = new StringBuilder();
        List<String> expected = new ArrayList<>();
        int events = 0;
        for (int i = 0; i < 60; i++) {
            int kind = random.nextInt(3);
            requests.append(kind == 0 ? PNG : kind == 1 ? GIF : ROBOTS);
            expected.add(kind == 0 ? "image/png" : kind == 1 ? "image/gif" : "text/plain");
            events += kind < 2 ? 1 : 0;
        }
        client.send(requests.toString());
        List<Pack> packs = rig.log.next(events);
        Collections.shuffle(packs, random);

        packs.forEach(HandReleasedLog::durable);

        for (String type : expected) {
            assertThat(client.read().header("Content-Type")).isEqualTo(type);
        }
    }

    @Test
    void shouldLetAnErrorWaitBehindParkedAnswers() throws IOException, InterruptedException {
        rig.log.mode = HandReleasedLog.Mode.BY_HAND;
        RawClient client = rig.client().send(PNG + "garbage\r\n\r\n");
        Pack pack = rig.log.next();
        rig.robots();
        assertThat(client.hasNothing()).isTrue();

        HandReleasedLog.durable(pack);

        assertThat(client.read().status()).isEqualTo(200);
        assertThat(client.read().status()).isEqualTo(400);
        assertThat(client.isAtEnd()).isTrue();
    }

    @Test
    void shouldPauseReadingPast64UnansweredRequestsAndResumeAtHalfOfThem() throws IOException, InterruptedException {
        rig.log.mode = HandReleasedLog.Mode.BY_HAND;
        RawClient client = rig.client().send(PNG.repeat(64));
        List<Pack> packs = rig.log.next(64);
        client.send(GIF);
        rig.robots();
        assertThat(rig.log.isEmpty()).isTrue();
        assertThat(rig.meters.count(CollectorMeter.READING_PAUSED)).isEqualTo(1);

        packs.subList(0, 31).forEach(HandReleasedLog::durable);
        rig.robots();
        assertThat(rig.log.isEmpty()).isTrue();
        HandReleasedLog.durable(packs.get(31));

        Pack last = rig.log.next();
        packs.subList(32, 64).forEach(HandReleasedLog::durable);
        HandReleasedLog.durable(last);
        for (int i = 0; i < 64; i++) {
            assertThat(client.read().header("Content-Type")).isEqualTo("image/png");
        }
        assertThat(client.read().header("Content-Type")).isEqualTo("image/gif");
    }

    @Test
    void shouldAnswerOthersWhileHundredPixelsAreParked() throws IOException, InterruptedException {
        rig.log.mode = HandReleasedLog.Mode.BY_HAND;
        RawClient one = rig.client().send(PNG.repeat(50));
        RawClient two = rig.client().send(PNG.repeat(50));
        List<Pack> packs = rig.log.next(100);

        assertThat(rig.robots().status()).isEqualTo(200);

        assertThat(one.hasNothing()).isTrue();
        packs.forEach(HandReleasedLog::durable);
        for (int i = 0; i < 50; i++) {
            assertThat(one.read().status()).isEqualTo(200);
            assertThat(two.read().status()).isEqualTo(200);
        }
    }

    @Test
    void shouldNotReadOnWhileTheClientTakesNoAnswers() throws IOException {
        RawClient client = rig.client();
        int requests = 300; // of 60 KB each: more than sockets hold
        client.send("GET /fl.js HTTP/1.1\r\nHost: t\r\n\r\n".repeat(requests));

        await().until(() -> rig.meters.count(CollectorMeter.READING_PAUSED) > 0);

        assertThat(rig.robots().status()).isEqualTo(200);
        for (int i = 0; i < requests; i++) {
            assertThat(client.read().status()).isEqualTo(200);
        }
        assertThat(client.get("/robots.txt").status()).isEqualTo(200);
    }
}
