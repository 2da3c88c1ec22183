package dev.firstlight.collector.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstlight.collector.meter.CollectorMeter;
import dev.firstlight.schema.Refusal;
import dev.firstlight.schema.avro.RawPack;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PixelRegistryTest {

    private final EdgeRig rig = new EdgeRig();

    @BeforeEach
    void list() {
        rig.pixels = Registries.closed();
    }

    @AfterEach
    void close() throws IOException, InterruptedException {
        rig.close();
    }

    @Test
    void shouldRefuseAnUnknownPixelOnBothRoutes() throws IOException {
        RawClient client = rig.client();

        RawClient.Response fired = client.get("/nobody/pixel.png?e=click");
        RawClient.Response posted = client.post("/nobody/events", "{\"type\":\"click\"}");

        assertThat(fired.status()).isEqualTo(404);
        assertThat(fired.text()).isEqualTo("{\"refused\":\"pixel_unknown\"}\n");
        assertThat(posted.status()).isEqualTo(404);
        assertThat(client.head("/nobody/pixel.png").status()).isEqualTo(404);
        assertThat(client.get("/open/pixel.png").status()).isEqualTo(200);
        assertThat(rig.refused(Refusal.PIXEL_UNKNOWN)).isEqualTo(3);
        assertThat(rig.meters.count(CollectorMeter.EVENTS_READ)).isEqualTo(1);
    }

    @Test
    void shouldNotAskForTheBodyOfAHitThatItRefuses() throws IOException {
        RawClient.Response answer = rig.client()
                .ask("POST /nobody/events HTTP/1.1\r\nHost: t\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n{}");

        assertThat(answer.status()).isEqualTo(404);
    }

    @Test
    void shouldRefuseARetiredPixelAndKeepNothing() throws IOException {
        RawClient.Response answer = rig.client().get("/retired/pixel.png?x=%zz");

        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.text()).isEqualTo("{\"refused\":\"pixel_retired\"}\n");
        assertThat(rig.log.isEmpty()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "?e=click", "?cs=denied", "?x=%zz", "?e=No%20Type"})
    void shouldAnswerAPausedPixelWithItsImageAndStoreNothing(String query) throws IOException {
        RawClient.Response answer = rig.client().get("/paused/pixel.png" + query);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo(Images.PNG);
        assertThat(rig.log.isEmpty()).isTrue();
        assertThat(rig.meters.count(CollectorMeter.EVENTS_PAUSED)).isEqualTo(1);
        assertThat(rig.meters.count(CollectorMeter.EVENTS_DECLINED)).isEqualTo(1);
        assertThat(rig.meters.count(CollectorMeter.EVENTS_READ)).isEqualTo(1);
    }

    @Test
    void shouldSayOfAPausedPixelsBatchThatItIsDeclined() throws IOException {
        RawClient.Response answer = rig.client().post("/paused/events", "{\"events\":[{},{\"type\":\"No Type\"}]}");

        assertThat(answer.text()).isEqualTo("{\"accepted\":0,\"declined\":2,\"refused\":[],\"retry\":[]}\n");
        assertThat(rig.log.isEmpty()).isTrue();
    }

    @Test
    void shouldKeepNothingOfABodyThatIsNoJsonAtAPausedPixel() throws IOException {
        assertThat(rig.client().post("/paused/events", "{").status()).isEqualTo(400);
        assertThat(rig.log.isEmpty()).isTrue();
    }

    @Test
    void shouldWriteWhatTheRegistryRefusedIntoTheNextPack() throws IOException, InterruptedException {
        RawClient client = rig.client();
        client.get("/nobody/pixel.png");
        client.get("/retired/pixel.png");
        client.get("/paused/pixel.png");

        client.get("/open/pixel.png");

        RawPack header = rig.log.read(rig.log.next()).header();
        assertThat(header.getRefusedTotals()).isEqualTo(Map.of("pixel_unknown", 1L, "pixel_retired", 1L));
        assertThat(header.getDeclinedTotal()).isEqualTo(1);
    }

    @Test
    void shouldReadTheNextHitByTheNewRegistryOnTheSameConnection() throws IOException {
        RawClient client = rig.client();
        int before = client.get("/nobody/pixel.png").status();

        rig.pixels = Registries.ofEachKind();

        assertThat(before).isEqualTo(404);
        assertThat(client.get("/nobody/pixel.png").status()).isEqualTo(200);
    }

    @Test
    void shouldReadAllOfAHitByTheRegistryThatItCameUnder() throws IOException {
        RawClient client =
                rig.client().send("POST /open/events HTTP/1.1\r\nHost: t\r\nContent-Length: 15\r\n\r\n{\"events\":");
        rig.robots();

        rig.pixels = Registries.retiringAll();

        assertThat(client.ask("[{}]}").status()).isEqualTo(204);
        assertThat(client.get("/open/pixel.png").status()).isEqualTo(404);
    }
}
