package dev.firstlight.collector.edge;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Ends a connection so that its last answer arrives: closing at once, while the client still sends, would reset the connection and
 * destroy an answer on its way. Our side says it is done, what still comes is thrown away, and the connection closes when the client
 * does, or after {@value #LINGER_MS} ms.
 */
final class LingeringClose {

    /** Long enough for the answer to cross the world, short enough that a client which never stops costs little. */
    private static final long LINGER_MS = 2_000;

    private LingeringClose() {}

    static void begin(ChannelHandlerContext ctx) {
        if (!ctx.channel().isActive()) {
            return;
        }
        if (ctx.channel() instanceof DuplexChannel duplex && !duplex.isInputShutdown()) {
            SslHandler tls = ctx.pipeline().get(SslHandler.class);
            if (tls == null) {
                duplex.shutdownOutput();
            } else {
                tls.closeOutbound().addListener(said -> duplex.shutdownOutput());
            }
            ctx.channel().config().setAutoRead(true);
            Future<?> limit = ctx.executor().schedule(() -> ctx.close(), LINGER_MS, TimeUnit.MILLISECONDS);
            // Else each connection that ended, with all that hangs on it, would stay in memory until then.
            ctx.channel().closeFuture().addListener(closed -> limit.cancel(false));
        } else {
            ctx.close();
        }
    }
}
