package dev.firstlight.loadtest.bench.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class FloorHandlerTest {

    private static final String REQUEST = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";

    private final AtomicLong answered = new AtomicLong();
    private final EmbeddedChannel channel =
            new EmbeddedChannel(new FloorHandler(Unpooled.copiedBuffer("answer", StandardCharsets.US_ASCII), answered));

    @Test
    void shouldAnswerEachRequestOfAReadOnce() {
        channel.writeInbound(bytes(REQUEST + REQUEST));

        assertThat(channel.outboundMessages()).hasSize(2);
        assertThat(answered).hasValue(2);
        assertThat(channel.<ByteBuf>readOutbound().toString(StandardCharsets.US_ASCII))
                .isEqualTo("answer");
    }

    @Test
    void shouldAnswerARequestWhereverItIsSplit() {
        for (int at = 1; at < REQUEST.length(); at++) {
            channel.writeInbound(bytes(REQUEST.substring(0, at)));
            assertThat(answered).hasValue(at - 1);
            channel.writeInbound(bytes(REQUEST.substring(at)));
            assertThat(answered).hasValue(at);
        }
    }

    private static ByteBuf bytes(String text) {
        return Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII);
    }
}
