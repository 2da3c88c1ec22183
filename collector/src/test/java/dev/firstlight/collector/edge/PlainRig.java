package dev.firstlight.collector.edge;

import dev.firstlight.collector.event.EventIds;
import dev.firstlight.collector.event.EventLimits;
import dev.firstlight.collector.event.PixelPolicy;
import dev.firstlight.collector.event.PixelPolicy.ConsentPolicy;
import dev.firstlight.collector.event.PixelPolicy.GpcPolicy;
import dev.firstlight.collector.event.PlainQueryReader;
import dev.firstlight.collector.event.ReaderInForce;
import dev.firstlight.collector.log.EventLog;
import dev.firstlight.collector.log.LoopLedger;
import dev.firstlight.collector.log.LoopTotals;
import dev.firstlight.collector.log.PackConfig;
import dev.firstlight.collector.log.Packer;
import dev.firstlight.collector.meter.CollectorMeter;
import dev.firstlight.runtime.ErrorLog;
import dev.firstlight.runtime.Meters;
import dev.firstlight.runtime.TestClock;
import dev.firstlight.schema.AddressKeys;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The short way of the connections of one loop, with all handlers behind it, on the test's thread: bytes in, packs for the log, answers out. */
final class PlainRig implements AutoCloseable {

    static final String PEER = "192.0.2.7";

    final Meters meters = new Meters("collector", CollectorMeter.class);
    final TestClock clock = new TestClock(EdgeRig.NOW);
    final Outstanding outstanding = new Outstanding(10_000);
    final List<String> errors = new ArrayList<>();
    /** The first connection; its loop is that of all. */
    final EmbeddedChannel channel = new FromPeer();

    private final HttpConfig config;
    private final Answers answers = new Answers(PooledByteBufAllocator.DEFAULT, clock);
    private final EdgeLoop loop;
    private final PlainHits plain;
    private final List<EmbeddedChannel> connections = new ArrayList<>();

    PlainRig(HttpConfig config, PackConfig packs, Path keys, EventLog log) {
        this.config = config;
        this.loop = loop(packs, keys, log);
        this.plain = new PlainHits(config, loop, answers);
        connect(channel);
    }

    /** Another connection. */
    EmbeddedChannel connect() {
        EmbeddedChannel another = new FromPeer();
        connect(another);
        return another;
    }

    private void connect(EmbeddedChannel connection) {
        connections.add(connection);
        StrictDecoder decoder = new StrictDecoder(config);
        DeadlineHandler deadline =
                new DeadlineHandler(decoder, new Deadlines(config.limits(), config.idleTimeout(), System::nanoTime));
        HitHandler hits = new HitHandler(
                config,
                new Route.Table(config, Map.of()),
                loop,
                answers,
                clock,
                outstanding,
                new BodyBytes(1_000),
                () -> false);
        connection
                .pipeline()
                .addLast(new PlainHitHandler(plain, decoder, deadline, hits, outstanding, clock, () -> false))
                .addLast(decoder)
                .addLast(deadline)
                .addLast(hits)
                .fireChannelActive();
    }

    /** One read of the first connection's socket; owned from here on. */
    void read(ByteBuf bytes) {
        read(channel, bytes);
    }

    static void read(EmbeddedChannel connection, ByteBuf bytes) {
        connection.pipeline().fireChannelRead(bytes);
        connection.pipeline().fireChannelReadComplete();
    }

    @Override
    public void close() {
        connections.forEach(EmbeddedChannel::finishAndReleaseAll);
        answers.close();
    }

    private EdgeLoop loop(PackConfig packs, Path keys, EventLog log) {
        PixelPolicy.Registry pixels =
                new PixelPolicy.Registry(Map.of(), new PixelPolicy("", ConsentPolicy.ASSUMED, GpcPolicy.RECORDED));
        EventIds ids = new EventIds();
        LoopTotals totals = new LoopTotals();
        AddressKeys addressKeys = new AddressKeys(keys, clock);
        return new EdgeLoop(
                new ReaderInForce(() -> pixels, ids, EventLimits.GREATEST),
                new PlainQueryReader(ids, EventLimits.GREATEST),
                new Packer(1, 0, 1, packs, totals, addressKeys, log, channel.eventLoop(), meters),
                totals,
                new LoopLedger(1, 0, meters),
                () -> {},
                meters,
                new ErrorLog(clock, (text, cause) -> errors.add(text)));
    }

    /** A channel whose other end has an address. */
    private static final class FromPeer extends EmbeddedChannel {
        @Override
        protected SocketAddress remoteAddress0() {
            return new InetSocketAddress(PEER, 4_711);
        }
    }
}
