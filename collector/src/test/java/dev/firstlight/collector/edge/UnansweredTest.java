package dev.firstlight.collector.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.firstlight.collector.log.Pack;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Requests on the general path whose events the log has and has not acknowledged. */
final class UnansweredTest {

    private final EdgeRig rig = new EdgeRig();
    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final Answers answers = new Answers(PooledByteBufAllocator.DEFAULT, rig.clock);

    @BeforeEach
    void handle() {
        rig.log.mode = HandReleasedLog.Mode.BY_HAND;
        HttpConfig config = EdgeRig.config();
        channel.pipeline()
                .addLast(new HitHandler(
                        config,
                        new Route.Table(config, Map.of()),
                        rig.loop(0, channel.eventLoop()),
                        answers,
                        rig.clock,
                        new Outstanding(10),
                        new BodyBytes(1_000),
                        () -> false));
    }

    @AfterEach
    void close() throws IOException, InterruptedException {
        channel.finishAndReleaseAll();
        answers.close();
        rig.close();
    }

    @Test
    void shouldNotHoldTheHeadersOfAPixelThatWaitsForItsAnswer() throws InterruptedException {
        WeakReference<HttpRequest> sent = send(HttpMethod.GET, "/12345/pixel.png", "");

        assertForgottenAndAnswered(sent, rig.log.next());
    }

    @Test
    void shouldNotHoldTheHeadersOfAPostThatWaitsForItsAnswer() throws InterruptedException {
        WeakReference<HttpRequest> sent = send(HttpMethod.POST, "/12345/events", "{}");

        assertForgottenAndAnswered(sent, rig.log.next());
    }

    private void assertForgottenAndAnswered(WeakReference<HttpRequest> sent, Pack unanswered) {
        await().untilAsserted(() -> {
            System.gc();
            assertThat(sent.get()).isNull();
        });
        assertThat(channel.outboundMessages()).isEmpty();

        HandReleasedLog.durable(unanswered);
        channel.runPendingTasks();

        assertThat(channel.outboundMessages()).isNotEmpty();
    }

    private WeakReference<HttpRequest> send(HttpMethod method, String target, String body) {
        FullHttpRequest request = new DefaultFullHttpRequest(
                HttpVersion.HTTP_1_1, method, target, Unpooled.copiedBuffer(body, StandardCharsets.UTF_8));
        request.headers().set("Host", "t").set("Content-Length", body.length());
        channel.writeInbound(request);
        return new WeakReference<>(request);
    }
}
