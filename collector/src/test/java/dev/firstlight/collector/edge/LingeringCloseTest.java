package dev.firstlight.collector.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.socket.DuplexChannel;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class LingeringCloseTest {

    private static final long NOTHING_SCHEDULED = -1;

    private final HalfClosing channel = new HalfClosing();

    @Test
    void shouldSayThatItIsDoneAndWaitForTheClient() {
        LingeringClose.begin(channel.context());

        assertThat(channel.isOutputShutdown()).isTrue();
        assertThat(channel.isOpen()).isTrue();
    }

    @Test
    void shouldNotWaitForEver() {
        LingeringClose.begin(channel.context());

        channel.advanceTimeBy(3, TimeUnit.SECONDS);
        channel.runScheduledPendingTasks();

        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void shouldHoldNothingOfAConnectionThatItsClientHasClosed() {
        LingeringClose.begin(channel.context());

        channel.context().close(); // not the channel's own, which cancels whatever is scheduled

        assertThat(channel.runScheduledPendingTasks()).isEqualTo(NOTHING_SCHEDULED);
    }

    /** A connection whose two directions close one by one, as sockets do. */
    private static final class HalfClosing extends EmbeddedChannel implements DuplexChannel {

        private boolean isOutputShutdown;

        HalfClosing() {
            super(new ChannelInboundHandlerAdapter());
            freezeTime();
        }

        ChannelHandlerContext context() {
            return Objects.requireNonNull(pipeline().firstContext());
        }

        @Override
        public boolean isInputShutdown() {
            return false;
        }

        @Override
        public ChannelFuture shutdownInput() {
            throw new UnsupportedOperationException();
        }

        @Override
        public ChannelFuture shutdownInput(ChannelPromise promise) {
            throw new UnsupportedOperationException();
        }

        @Override
        public boolean isOutputShutdown() {
            return isOutputShutdown;
        }

        @Override
        public ChannelFuture shutdownOutput() {
            isOutputShutdown = true;
            return newSucceededFuture();
        }

        @Override
        public ChannelFuture shutdownOutput(ChannelPromise promise) {
            throw new UnsupportedOperationException();
        }

        @Override
        public boolean isShutdown() {
            return false;
        }

        @Override
        public ChannelFuture shutdown() {
            throw new UnsupportedOperationException();
        }

        @Override
        public ChannelFuture shutdown(ChannelPromise promise) {
            throw new UnsupportedOperationException();
        }
    }
}
