package dev.firstlight.collector.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstlight.collector.meter.CutReason;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A clock that the test turns; headers within 5 s, bodies within 10 s. */
final class DeadlinesTest {

    private static final String HEAD = "POST /12345/events HTTP/1.1\r\nHost: t\r\nContent-Length: 20\r\n\r\n";
    private static final String WHOLE = "GET /12345/pixel.png HTTP/1.1\r\nHost: t\r\n\r\n";

    private long nowNanos = Long.MAX_VALUE - 1_000; // it may well run over

    private final List<CutReason> cuts = new ArrayList<>();
    private final Deadlines deadlines = new Deadlines(EdgeRig.limits(), Duration.ofSeconds(140), () -> nowNanos);
    private final EmbeddedChannel channel = channel();

    @AfterEach
    void close() {
        channel.finishAndReleaseAll();
    }

    @Test
    void shouldCutHeadersThatTrickle() {
        for (String part : List.of("GE", "T /", "12345", "/pixel.png")) {
            send(part);
            pass(Duration.ofMillis(1_200));
            assertThat(cuts).isEmpty();
        }

        pass(Duration.ofMillis(200));

        assertThat(cuts).containsExactly(CutReason.HEADERS_LATE);
    }

    @Test
    void shouldCutAConnectionThatNeverSaysAnything() {
        pass(Duration.ofMillis(4_999));
        assertThat(cuts).isEmpty();

        pass(Duration.ofMillis(1));

        assertThat(cuts).containsExactly(CutReason.SILENT);
    }

    @Test
    void shouldLetAConnectionBeQuietBetweenRequests() {
        send(WHOLE);

        pass(Duration.ofHours(1));

        assertThat(cuts).isEmpty();
    }

    @Test
    void shouldGiveHeadersTheirTimeFromTheFirstByteOfTheirRequest() {
        send(WHOLE);
        pass(Duration.ofMinutes(1));
        send("GET /");

        pass(Duration.ofMillis(4_999));
        assertThat(cuts).isEmpty();
        pass(Duration.ofMillis(1));

        assertThat(cuts).containsExactly(CutReason.HEADERS_LATE);
    }

    @Test
    void shouldGiveABodyItsTimeFromTheEndOfItsHeadersHoweverItTrickles() {
        send(WHOLE + HEAD);
        for (int i = 0; i < 9; i++) {
            pass(Duration.ofMillis(1_100));
            assertThat(cuts).isEmpty();
            send("x");
        }

        pass(Duration.ofMillis(100));

        assertThat(cuts).containsExactly(CutReason.BODY_LATE);
    }

    @Test
    void shouldGiveEachBodyItsOwnTime() {
        send(HEAD);
        pass(Duration.ofSeconds(9));
        send("x".repeat(20) + HEAD);
        pass(Duration.ofSeconds(9));
        assertThat(cuts).isEmpty();

        pass(Duration.ofSeconds(1));

        assertThat(cuts).containsExactly(CutReason.BODY_LATE);
    }

    @Test
    void shouldNotCountTimeInWhichNothingIsRead() {
        send("GET /");
        channel.config().setAutoRead(false);
        pass(Duration.ofSeconds(6));
        channel.config().setAutoRead(true);
        pass(Duration.ofSeconds(4));
        assertThat(cuts).isEmpty();

        pass(Duration.ofSeconds(1));

        assertThat(cuts).containsExactly(CutReason.HEADERS_LATE);
    }

    @Test
    void shouldAwaitNothingOfAConnectionThatIsGone() {
        send("GET /");

        channel.close();
        pass(Duration.ofHours(1));

        assertThat(cuts).isEmpty();
    }

    @Test
    void shouldCutEachOfManyAtItsOwnTime() {
        send(WHOLE);
        EmbeddedChannel second = channel();
        pass(Duration.ofSeconds(2));
        send("GET /");
        pass(Duration.ofSeconds(3));
        assertThat(cuts).containsExactly(CutReason.SILENT);

        pass(Duration.ofSeconds(2));

        assertThat(cuts).containsExactly(CutReason.SILENT, CutReason.HEADERS_LATE);
        second.finishAndReleaseAll();
    }

    private void pass(Duration time) {
        nowNanos += time.toNanos();
        deadlines.sweep();
    }

    private void send(String bytes) {
        channel.writeInbound(Unpooled.copiedBuffer(bytes, StandardCharsets.US_ASCII));
        channel.releaseInbound();
    }

    private EmbeddedChannel channel() {
        StrictDecoder decoder = new StrictDecoder(EdgeRig.config());
        return new EmbeddedChannel(
                decoder, new DeadlineHandler(decoder, deadlines), new ChannelInboundHandlerAdapter() {
                    @Override
                    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
                        cuts.add((CutReason) event);
                    }
                });
    }
}
