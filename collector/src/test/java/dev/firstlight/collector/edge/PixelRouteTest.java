package dev.firstlight.collector.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstlight.collector.log.Pack;
import dev.firstlight.collector.meter.CollectorMeter;
import dev.firstlight.schema.Refusal;
import dev.firstlight.schema.avro.RawEvent;
import dev.firstlight.schema.avro.RawPack;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PixelRouteTest {

    private final EdgeRig rig = new EdgeRig();

    @AfterEach
    void close() throws IOException, InterruptedException {
        rig.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"png", "gif"})
    void shouldAnswerAnImageOfOneFullyTransparentPixel(String format) throws IOException {
        RawClient.Response answer = rig.client().get("/12345/pixel." + format + "?username=Shippy");

        assertThat(answer.status()).isEqualTo(200);
        BufferedImage image = ImageIO.read(new ByteArrayInputStream(answer.body()));
        assertThat(image.getWidth()).isEqualTo(1);
        assertThat(image.getHeight()).isEqualTo(1);
        assertThat(image.getRGB(0, 0) >>> 24).isZero();
    }

    @Test
    void shouldSendExactlyTheseHeaders() throws IOException {
        RawClient.Response answer = rig.client().get("/12345/pixel.png");

        assertThat(answer.headers())
                .isEqualTo(Map.of(
                        "date", "Sun, 22 Nov 2026 10:00:00 GMT",
                        "content-type", "image/png",
                        "content-length", String.valueOf(Images.PNG.length),
                        "cache-control", "no-store",
                        "pragma", "no-cache",
                        "expires", "0",
                        "access-control-allow-origin", "*",
                        "cross-origin-resource-policy", "cross-origin",
                        "x-content-type-options", "nosniff"));
    }

    @Test
    void shouldRenewTheDateEachSecond() throws IOException {
        RawClient client = rig.client();
        client.get("/12345/pixel.png");

        rig.clock.advance(Duration.ofSeconds(1));

        assertThat(client.get("/12345/pixel.png").header("Date")).isEqualTo("Sun, 22 Nov 2026 10:00:01 GMT");
    }

    @Test
    void shouldAnswerAHeadWithoutBodyAndWithoutEvent() throws IOException {
        RawClient client = rig.client();

        RawClient.Response head = client.head("/12345/pixel.png");
        RawClient.Response next = client.get("/robots.txt");

        assertThat(head.status()).isEqualTo(200);
        assertThat(head.header("Content-Length")).isEqualTo(String.valueOf(Images.PNG.length));
        assertThat(next.status()).isEqualTo(200);
        assertThat(rig.log.isEmpty()).isTrue();
        assertThat(rig.meters.count(CollectorMeter.HITS_PROBED)).isEqualTo(1);
    }

    @Test
    void shouldAnswerOnlyWhenTheLogHasAcknowledged() throws IOException, InterruptedException {
        rig.log.mode = HandReleasedLog.Mode.BY_HAND;
        RawClient client = rig.client().send("GET /12345/pixel.png HTTP/1.1\r\nHost: t\r\n\r\n");
        Pack pack = rig.log.next();
        rig.robots();
        assertThat(client.hasNothing()).isTrue();

        HandReleasedLog.durable(pack);

        assertThat(client.read().status()).isEqualTo(200);
        assertThat(rig.meters.count(CollectorMeter.EVENTS_DURABLE)).isEqualTo(1);
    }

    @Test
    void shouldAnswer503WithoutAnImageWhenTheLogIsFull() throws IOException {
        rig.log.mode = HandReleasedLog.Mode.FULL;

        assertSendAgain(rig.client().get("/12345/pixel.png"));
    }

    @Test
    void shouldAnswer503WithoutAnImageWhenTheLogGivesUp() throws IOException, InterruptedException {
        rig.log.mode = HandReleasedLog.Mode.BY_HAND;
        RawClient client = rig.client().send("GET /12345/pixel.gif HTTP/1.1\r\nHost: t\r\n\r\n");

        HandReleasedLog.givenUp(rig.log.next());

        assertSendAgain(client.read());
    }

    @Test
    void shouldCarryTheQueryAndTheAllowedHeadersAsTheyCame() throws IOException, InterruptedException {
        RawClient client = rig.client();
        String query = "e=click&ti=caf\u00c3\u00a9&q=%C3%A9+x";

        client.ask("GET /12345/pixel.png?" + query + " HTTP/1.1\r\nHost: t\r\nUser-Agent: UA/1 \u00e9\r\n"
                + "Referer: https://shop.example/\r\nAccept-Language: de\r\nSec-CH-UA: \"A\"\r\nSec-GPC: 1\r\n"
                + "Authorization: secret\r\nCookie: secret=1\r\nX-Forwarded-For: secret\r\n\r\n");

        Pack pack = rig.log.next();
        RawEvent event = rig.log.event(pack);
        assertThat(event.getPayload()).isEqualTo(latin(query));
        assertThat(event.getReceivedAt()).isEqualTo(EdgeRig.NOW.toEpochMilli());
        assertThat(event.getUserAgent()).isEqualTo(latin("UA/1 \u00e9"));
        assertThat(event.getReferer()).isEqualTo(latin("https://shop.example/"));
        assertThat(event.getAcceptLanguage()).isEqualTo(latin("de"));
        assertThat(event.getChUa()).isEqualTo(latin("\"A\""));
        assertThat(event.getGpc()).isTrue();
        assertThat(new String(pack.bytes(), StandardCharsets.ISO_8859_1)).doesNotContain("secret");
    }

    @Test
    void shouldCutHeadersToTheirGreatestLength() throws IOException, InterruptedException {
        rig.client().ask("GET /1/pixel.png HTTP/1.1\r\nHost: t\r\nUser-Agent: " + "u".repeat(5_000) + "\r\n\r\n");

        assertThat(rig.log.nextEvent().getUserAgent().remaining()).isEqualTo(1_024);
    }

    @Test
    void shouldAnswerADeclinedHitWithTheImageAndStoreNothing() throws IOException {
        RawClient.Response answer = rig.client().get("/12345/pixel.png?cs=denied&username=Shippy");

        assertThat(answer.body()).isEqualTo(Images.PNG);
        assertThat(rig.log.isEmpty()).isTrue();
        assertThat(rig.meters.count(CollectorMeter.EVENTS_DECLINED)).isEqualTo(1);
    }

    @Test
    void shouldHonourTheHeaderOfGpcWhereThePolicySaysSo() throws IOException {
        RawClient.Response answer =
                rig.client().ask("GET /strict/pixel.png?x=1 HTTP/1.1\r\nHost: t\r\nSec-GPC: 1\r\n\r\n");

        assertThat(answer.body()).isEqualTo(Images.PNG);
        assertThat(rig.log.isEmpty()).isTrue();
    }

    @Test
    void shouldKeepARefusedHitMarkedAndAnswerItWithoutAnImage() throws IOException, InterruptedException {
        RawClient.Response answer = rig.client().get("/12345/pixel.png?e=click&x=%zz");

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.text()).isEqualTo("{\"refused\":\"query_malformed\"}\n");
        assertThat(rig.log.nextEvent().getRefusal()).isEqualTo("query_malformed");
        assertThat(rig.refused(Refusal.QUERY_MALFORMED)).isEqualTo(1);
        assertThat(rig.meters.count(CollectorMeter.EVENTS_READ)).isZero();
    }

    @Test
    void shouldWriteIntoEachPackWhatWasAnsweredBeforeIt() throws IOException, InterruptedException {
        RawClient client = rig.client();
        client.get("/12345/pixel.png");
        client.get("/12345/pixel.png?cs=denied");
        client.get("/nowhere");

        client.get("/12345/pixel.png");

        RawPack first = rig.log.read(rig.log.next()).header();
        RawPack second = rig.log.read(rig.log.next()).header();
        assertThat(first.getAcceptedTotal()).isZero();
        assertThat(second.getAcceptedTotal()).isEqualTo(1);
        assertThat(second.getDeclinedTotal()).isEqualTo(1);
        assertThat(second.getRefusedTotals()).isEqualTo(Map.of("route_unknown", 1L));
    }

    private void assertSendAgain(RawClient.Response answer) {
        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.header("Retry-After")).isEqualTo("1");
        assertThat(answer.header("Content-Type")).isEqualTo("application/json");
        assertThat(answer.text()).isEqualTo("{\"refused\":\"log_unavailable\"}\n");
        assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
        assertThat(rig.refused(Refusal.LOG_UNAVAILABLE)).isEqualTo(1);
        assertThat(rig.meters.count(CollectorMeter.EVENTS_GIVEN_UP)).isEqualTo(1);
    }

    private static ByteBuffer latin(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1));
    }
}
