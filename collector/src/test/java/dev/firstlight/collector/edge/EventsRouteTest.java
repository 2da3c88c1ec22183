package dev.firstlight.collector.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstlight.collector.log.Pack;
import dev.firstlight.collector.meter.CollectorMeter;
import dev.firstlight.schema.Refusal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class EventsRouteTest {

    private static final String EVENTS = "/12345/events";

    private final EdgeRig rig = new EdgeRig();

    @AfterEach
    void close() throws IOException, InterruptedException {
        rig.close();
    }

    @Test
    void shouldAnswer204WhenASingleEventIsDurable() throws IOException, InterruptedException {
        RawClient.Response answer = rig.client().post(EVENTS, "{\"type\":\"click\",\"id\":\"a\"}");

        assertThat(answer.status()).isEqualTo(204);
        assertThat(answer.headers()).doesNotContainKeys("content-length", "content-type");
        assertThat(rig.log.nextEvent().getPayload()).isEqualTo(utf8("{\"type\":\"click\",\"id\":\"a\"}"));
    }

    @Test
    void shouldAnswer204WhenEveryEventOfABatchIsDurableAndNotBefore() throws IOException, InterruptedException {
        rig.log.mode = HandReleasedLog.Mode.BY_HAND;
        RawClient client = rig.client();
        String body = "{\"events\":[{\"id\":\"a\"} , {\"id\":\"b\"}]}";
        client.send("POST " + EVENTS + " HTTP/1.1\r\nHost: t\r\nContent-Length: " + body.length() + "\r\n\r\n" + body);
        List<Pack> packs = rig.log.next(2);
        HandReleasedLog.durable(packs.get(1));
        rig.robots();
        assertThat(client.hasNothing()).isTrue();

        HandReleasedLog.durable(packs.get(0));

        assertThat(client.read().status()).isEqualTo(204);
        assertThat(rig.log.event(packs.get(0)).getPayload()).isEqualTo(utf8("{\"id\":\"a\"}"));
        assertThat(rig.log.event(packs.get(1)).getPayload()).isEqualTo(utf8("{\"id\":\"b\"}"));
    }

    @Test
    void shouldTellTheFateOfEachEventOfABatch() throws IOException, InterruptedException {
        rig.log.mode = HandReleasedLog.Mode.BY_HAND;
        RawClient client = rig.client();
        String body = "{\"events\":[{\"id\":\"a\"},{\"type\":\"two words\"},{\"consent\":\"denied\"},{\"id\":\"b\"}]}";
        client.send("POST " + EVENTS + " HTTP/1.1\r\nHost: t\r\nContent-Length: " + body.length() + "\r\n\r\n" + body);
        List<Pack> packs = rig.log.next(3);

        HandReleasedLog.durable(packs.get(0));
        HandReleasedLog.durable(packs.get(1));
        HandReleasedLog.givenUp(packs.get(2));

        RawClient.Response answer = client.read();
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.text())
                .isEqualTo("{\"accepted\":1,\"declined\":1,\"refused\":[{\"index\":1,\"reason\":\"type_malformed\"}],"
                        + "\"retry\":[3]}\n");
        assertThat(rig.log.event(packs.get(1)).getRefusal()).isEqualTo("type_malformed");
        assertThat(rig.meters.count(CollectorMeter.EVENTS_READ)).isEqualTo(3);
    }

    @Test
    void shouldRefuseAnEventThatIsTooDeepByItself() throws IOException {
        String deepest = "{\"a\":".repeat(15) + "{}" + "}".repeat(15);
        String tooDeep = "{\"a\":" + deepest + "}";

        RawClient.Response answer =
                rig.client().post(EVENTS, "{\"events\":[" + deepest + "," + tooDeep + "," + deepest + "]}");

        assertThat(answer.text())
                .isEqualTo("{\"accepted\":2,\"declined\":0,\"refused\":[{\"index\":1,\"reason\":\"json_too_deep\"}],"
                        + "\"retry\":[]}\n");
    }

    @Test
    void shouldAnswer503WhenNoEventOfABatchIsPromised() throws IOException {
        rig.log.mode = HandReleasedLog.Mode.FULL;

        RawClient.Response answer = rig.client().post(EVENTS, "{\"events\":[{},{}]}");

        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.header("Retry-After")).isEqualTo("1");
    }

    @Test
    void shouldAnswerASingleDeclinedEventWithItsCount() throws IOException {
        RawClient.Response answer = rig.client().post(EVENTS, "{\"consent\":\"denied\"}");

        assertThat(answer.text()).isEqualTo("{\"accepted\":0,\"declined\":1,\"refused\":[],\"retry\":[]}\n");
        assertThat(rig.log.isEmpty()).isTrue();
    }

    @Test
    void shouldTakeAnEmptyBatch() throws IOException {
        assertThat(rig.client().post(EVENTS, "{\"events\":[]}").status()).isEqualTo(204);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"text/plain", "text/plain;charset=UTF-8", "application/json; charset=utf-8", "APPLICATION/JSON"})
    void shouldTakeTheseMediaTypes(String media) throws IOException {
        RawClient.Response answer =
                rig.client().post(EVENTS, "Content-Type: " + media + "\r\n", "{}".getBytes(StandardCharsets.UTF_8));

        assertThat(answer.status()).isEqualTo(204);
    }

    @Test
    void shouldTakeAGzippedBody() throws IOException, InterruptedException {
        byte[] body = gzip("{\"id\":\"zipped\"}".getBytes(StandardCharsets.UTF_8));

        assertThat(rig.client().post(EVENTS, "Content-Encoding: gzip\r\n", body).status())
                .isEqualTo(204);
        assertThat(rig.log.nextEvent().getEventId()).isEqualTo("zipped");
    }

    @Test
    void shouldTakeAChunkedBody() throws IOException, InterruptedException {
        RawClient.Response answer = rig.client()
                .ask("POST " + EVENTS + " HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: chunked\r\n\r\n"
                        + "5\r\n{\"id\"\r\n9\r\n:\"chunks\"\r\n1\r\n}\r\n0\r\n\r\n");

        assertThat(answer.status()).isEqualTo(204);
        assertThat(rig.log.nextEvent().getEventId()).isEqualTo("chunks");
    }

    @Test
    void shouldTakeABodyThatBeginsWithAByteOrderMark() throws IOException, InterruptedException {
        assertThat(rig.client().post(EVENTS, "\ufeff{\"id\":\"marked\"}").status())
                .isEqualTo(204);
        assertThat(rig.log.nextEvent().getEventId()).isEqualTo("marked");
    }

    @Test
    void shouldAskForTheBodyOfAClientThatWaitsToBeAsked() throws IOException {
        RawClient client = rig.client()
                .send("POST " + EVENTS + " HTTP/1.1\r\nHost: t\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n");
        assertThat(client.read().status()).isEqualTo(100);

        assertThat(client.ask("{}").status()).isEqualTo(204);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "nonsense", "[{}]", "{\"events\":[1]}", "{\"events\":[{}", "{} {}"})
    void shouldRefuseWhatIsNoJsonAndKeepTheBytes(String body) throws IOException, InterruptedException {
        RawClient.Response answer = rig.client().post(EVENTS, body);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.text()).isEqualTo("{\"refused\":\"json_malformed\"}\n");
        assertThat(rig.log.nextEvent().getPayload()).isEqualTo(utf8(body));
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-16BE", "UTF-16LE", "UTF-16", "UTF-32"})
    void shouldRefuseJsonInAnotherEncoding(String charset) throws IOException {
        byte[] body = "{\"id\":\"a\"}".getBytes(Charset.forName(charset));

        assertThat(rig.client().post(EVENTS, "", body).status()).isEqualTo(400);
        assertThat(rig.refused(Refusal.JSON_MALFORMED)).isEqualTo(1);
    }

    @Test
    void shouldRefuseMoreEventsThanTheLimit() throws IOException {
        assertThat(rig.client().post(EVENTS, "{\"events\":[{},{},{},{},{},{}]}").status())
                .isEqualTo(413);
        assertThat(rig.refused(Refusal.EVENTS_TOO_MANY)).isEqualTo(1);
    }

    @Test
    void shouldRefuseAnEventBeyond64Kib() throws IOException {
        assertThat(rig.client()
                        .post(EVENTS, "{\"x\":\"" + "y".repeat(70_000) + "\"}")
                        .status())
                .isEqualTo(413);
        assertThat(rig.refused(Refusal.EVENT_TOO_LARGE)).isEqualTo(1);
    }

    @Test
    void shouldRefuseABodyThatInflatesToTooManyTimesItself() throws IOException {
        byte[] bomb = gzip(new byte[500_000]);

        assertThat(rig.client().post(EVENTS, "Content-Encoding: gzip\r\n", bomb).status())
                .isEqualTo(413);
        assertThat(rig.refused(Refusal.GZIP_TOO_DENSE)).isEqualTo(1);
    }

    @Test
    void shouldRefuseABodyThatSaysGzipAndIsNot() throws IOException {
        RawClient client = rig.client();
        byte[] cut = gzip("{\"id\":\"zipped\"}".getBytes(StandardCharsets.UTF_8));
        cut[cut.length - 8] ^= 1;

        assertThat(client.post(EVENTS, "Content-Encoding: gzip\r\n", new byte[0])
                        .status())
                .isEqualTo(400);
        assertThat(client.post(EVENTS, "Content-Encoding: gzip\r\n", cut).status())
                .isEqualTo(400);
        assertThat(rig.refused(Refusal.GZIP_MALFORMED)).isEqualTo(2);
    }

    @Test
    void shouldRefuseOtherEncodingsAndMediaTypes() throws IOException {
        RawClient client = rig.client();
        byte[] body = "{}".getBytes(StandardCharsets.UTF_8);

        assertThat(client.post(EVENTS, "Content-Encoding: br\r\n", body).status())
                .isEqualTo(415);
        assertThat(client.post(EVENTS, "Content-Type: text/html\r\n", body).status())
                .isEqualTo(415);
        assertThat(rig.refused(Refusal.ENCODING_UNSUPPORTED)).isEqualTo(1);
        assertThat(rig.refused(Refusal.MEDIA_TYPE_UNSUPPORTED)).isEqualTo(1);
    }

    private static byte[] gzip(byte[] bytes) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes);
        }
        return out.toByteArray();
    }

    private static ByteBuffer utf8(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }
}
