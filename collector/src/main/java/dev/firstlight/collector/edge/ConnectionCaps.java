package dev.firstlight.collector.edge;

import dev.firstlight.collector.meter.CollectorMeter;
import dev.firstlight.collector.meter.CutReason;
import dev.firstlight.runtime.Meters;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.nio.ByteBuffer;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/**
 * Lets connections in, or closes them before they have a loop, a handler or a buffer: so many in all, so many of one IPv4 address or IPv6
 * /64, the least that a subscriber is given. Connections of trusted proxies carry many clients and count in all only.
 *
 * <p>Threads: lets in on the acceptor, lets go on any loop. Bounds: one entry a prefix with an open connection, gone with the last.
 */
final class ConnectionCaps extends ChannelInboundHandlerAdapter {

    /** Keeps IPv4 addresses apart from prefixes of IPv6: 0000::/8 is not given to anybody. */
    private static final long IPV4_MARK = 0xffffL << 32;

    private final EdgeLimits limits;
    private final Predicate<byte[]> isTrusted;
    private final Meters meters;
    private final AtomicInteger open = new AtomicInteger();
    private final ConcurrentHashMap<Long, Integer> openByPrefix = new ConcurrentHashMap<>();

    /** @param isTrusted whether an address, in its 16-byte form, is a trusted proxy's */
    ConnectionCaps(EdgeLimits limits, Predicate<byte[]> isTrusted, Meters meters) {
        this.limits = limits;
        this.isTrusted = isTrusted;
        this.meters = meters;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object accepted) {
        Channel connection = (Channel) accepted;
        if (open.get() >= limits.connectionsMax()) {
            turnAway(connection, CutReason.TOO_MANY);
        } else if (!enter(connection)) {
            turnAway(connection, CutReason.TOO_MANY_OF_PREFIX);
        } else {
            ctx.fireChannelRead(connection);
        }
    }

    int prefixes() {
        return openByPrefix.size();
    }

    private boolean enter(Channel connection) {
        byte[] address = RequestFactsReader.address(connection.remoteAddress());
        boolean isCapped = limits.connectionsPerPrefixMax() > 0;
        if (isCapped && address != null && !isTrusted.test(address)) {
            long prefix = prefix(address);
            if (openByPrefix.merge(prefix, 1, Integer::sum) > limits.connectionsPerPrefixMax()) {
                leave(prefix);
                return false;
            }
            connection.closeFuture().addListener(closed -> leave(prefix));
        }
        open.incrementAndGet();
        connection.closeFuture().addListener(closed -> open.decrementAndGet());
        return true;
    }

    private void leave(long prefix) {
        openByPrefix.computeIfPresent(prefix, (key, count) -> count == 1 ? null : count - 1);
    }

    private void turnAway(Channel connection, CutReason why) {
        meters.add(CollectorMeter.CONNECTIONS_CUT, why);
        connection.unsafe().closeForcibly();
    }

    /** @param address in its 16-byte form; an IPv4 address is mapped */
    static long prefix(byte[] address) {
        ByteBuffer bytes = ByteBuffer.wrap(address);
        boolean isMapped = bytes.getLong(0) == 0 && bytes.getInt(8) == 0xffff;
        return isMapped ? IPV4_MARK | bytes.getInt(12) & 0xffff_ffffL : bytes.getLong(0);
    }
}
