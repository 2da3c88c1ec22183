package dev.firstlight.collector.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstlight.collector.meter.CollectorMeter;
import dev.firstlight.runtime.Seeded;
import dev.firstlight.schema.avro.RawEvent;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The short way and the general path on one connection, and that nobody can tell which way a hit took. */
final class PlainHitTest {

    private static final String PNG = "GET /12345/pixel.png HTTP/1.1\r\nHost: t\r\n\r\n";
    private static final String GIF = "GET /12345/pixel.gif HTTP/1.1\r\nHost: t\r\n\r\n";
    private static final String ROBOTS = "GET /robots.txt HTTP/1.1\r\nHost: t\r\n\r\n";
    private static final String HEAD = "HEAD /12345/pixel.gif HTTP/1.1\r\nHost: t\r\n\r\n";

    private final EdgeRig rig = new EdgeRig();

    @AfterEach
    void close() throws IOException, InterruptedException {
        rig.close();
    }

    @Test
    void shouldTakeThePlainHitsBeforeAnythingElseOfARead() throws IOException {
        RawClient client = rig.client().send(PNG + GIF + ROBOTS + PNG);

        assertThat(client.read().header("Content-Type")).isEqualTo("image/png");
        assertThat(client.read().header("Content-Type")).isEqualTo("image/gif");
        assertThat(client.read().header("Content-Type")).isEqualTo("text/plain");
        assertThat(client.read().header("Content-Type")).isEqualTo("image/png");
        assertScanned(2);

        assertThat(client.ask(PNG).status()).isEqualTo(200);
        assertScanned(3);
    }

    @Test
    void shouldLeaveAHitThatComesInPiecesToTheDecoderAndTakeTheNext() throws IOException {
        RawClient client = rig.client().send(PNG + PNG.substring(0, 20));
        assertThat(client.read().status()).isEqualTo(200);
        client.send(PNG.substring(20) + PNG);
        assertThat(client.read().status()).isEqualTo(200);
        assertThat(client.read().status()).isEqualTo(200);
        assertScanned(1);

        assertThat(client.ask(GIF).header("Content-Type")).isEqualTo("image/gif");

        assertScanned(2);
        assertThat(rig.meters.count(CollectorMeter.HITS_RECEIVED)).isEqualTo(4);
    }

    @Test
    void shouldEndNoConnectionForBeingSlowAfterAHitThatItTook() throws IOException {
        RawClient client = rig.client();
        assertThat(client.ask(PNG).status()).isEqualTo(200);
        client.send("\r\n"); // the empty line that some clients of old send: the decoder's
        assertThat(client.ask(PNG).status()).isEqualTo(200);
        assertThat(client.ask(PNG).status()).isEqualTo(200);
        assertScanned(2);
    }

    @Test
    void shouldAnswerNothingOfItsOwnToWhatIsNotPlain() throws IOException {
        assertThat(rig.client().send(HEAD).readHead().status()).isEqualTo(200);
        assertThat(rig.client()
                        .ask("GET /12345/pixel.png HTTP/1.1\r\nHost: t\r\nHost: u\r\n\r\n")
                        .status())
                .isEqualTo(400);
        assertThat(rig.client()
                        .ask("GET /12345/pixel.png?x=%zz HTTP/1.1\r\nHost: t\r\n\r\n")
                        .status())
                .isEqualTo(400);
        assertScanned(0);
    }

    @Test
    void shouldStoreAndAnswerTheSameWhicheverWayItTook() {
        Seeded.repeat(300, random -> {
            byte[] request = new RequestMaker(random).plain();
            int piece = 1 + random.nextInt(request.length - 1);
            try (RawClient whole = rig.client();
                    RawClient inPieces = rig.client()) {
                whole.send(request).endOfRequests();
                String answer = untilEnd(whole);
                inPieces.send(Arrays.copyOf(request, piece));
                rig.robots(); // the loop has seen the piece
                inPieces.send(Arrays.copyOfRange(request, piece, request.length))
                        .endOfRequests();
                if (answer.startsWith("HTTP/1.1 2")) {
                    assertThat(untilEnd(inPieces)).isEqualTo(answer);
                    assertSamePacks();
                }
            } catch (IOException | InterruptedException e) {
                throw new AssertionError(e);
            }
        });
    }

    private void assertSamePacks() throws InterruptedException {
        if (rig.log.isEmpty()) {
            return; // declined
        }
        RawEvent one = rig.log.nextEvent();
        RawEvent other = rig.log.nextEvent();
        if (one.getEventIdMade()) {
            assertThat(other.getEventIdMade()).isTrue();
            other.setEventId(one.getEventId());
            other.setDedupId(one.getDedupId());
        }
        assertThat(other).isEqualTo(one);
    }

    private void assertScanned(long expected) {
        assertThat(rig.meters.count(CollectorMeter.HITS_SCANNED)).isEqualTo(EdgeRig.IS_SCANNING ? expected : 0);
    }

    private static String untilEnd(RawClient client) throws IOException {
        return new String(client.drain(), StandardCharsets.ISO_8859_1);
    }
}
