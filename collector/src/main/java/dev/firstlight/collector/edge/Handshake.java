package dev.firstlight.collector.edge;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import javax.net.ssl.SSLException;

/**
 * Shakes hands with a certificate in memory, against a client that trusts anybody: the only proof that a key belongs to it which holds for
 * every kind of key and provider. Threads: any but a loop's.
 */
final class Handshake {

    /** TLS needs four flights at most. */
    private static final int FLIGHTS_MAX = 10;

    private Handshake() {}

    /** @throws SSLException when it fails */
    static void check(SslContext server) throws SSLException {
        SslContext client = SslContextBuilder.forClient()
                .sslProvider(SslProvider.JDK)
                .trustManager(InsecureTrustManagerFactory.INSTANCE)
                .build();
        SslHandler serving = server.newHandler(UnpooledByteBufAllocator.DEFAULT);
        SslHandler asking = client.newHandler(UnpooledByteBufAllocator.DEFAULT);
        EmbeddedChannel serverSide = new EmbeddedChannel(serving);
        EmbeddedChannel clientSide = new EmbeddedChannel(asking);
        try {
            for (int i = 0; i < FLIGHTS_MAX && !asking.handshakeFuture().isDone(); i++) {
                move(clientSide, serverSide);
                move(serverSide, clientSide);
            }
            if (!asking.handshakeFuture().isSuccess()) {
                throw new SSLException("no handshake", asking.handshakeFuture().cause());
            }
        } finally {
            end(clientSide);
            end(serverSide);
        }
    }

    private static void move(EmbeddedChannel from, EmbeddedChannel to) {
        for (ByteBuf bytes = from.readOutbound(); bytes != null; bytes = from.readOutbound()) {
            to.writeInbound(bytes);
        }
    }

    private static void end(EmbeddedChannel side) {
        try {
            side.finishAndReleaseAll();
        } catch (Exception e) { // what ended the handshake may come again
            side.releaseInbound();
        }
    }
}
