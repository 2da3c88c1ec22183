package dev.firstlight.collector.edge;

import dev.firstlight.collector.meter.CollectorMeter;
import dev.firstlight.runtime.Meters;
import dev.firstlight.runtime.PortInUseException;
import dev.firstlight.runtime.RepeatedTask;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ResourceLeakDetector;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * Binds the public port and gives each connection its handlers. No HTTP encoder stands behind them: answers are bytes already.
 *
 * <p>Threads: one acceptor, {@link HttpConfig#eventLoops()} loops; by the {@link Transport} of the settings where the system has it, else NIO. Stopping is an order: no more
 * connections, open requests are answered, connections close as they fall quiet, then the loops end; whoever is not done within the
 * drain timeout is cut off.
 */
public final class EdgeServer implements AutoCloseable {

    /** Tells a connection to close once it has answered what is open. */
    static final Object DRAIN = new Object();

    private static final int BACKLOG = 1_024;
    private static final long PUBLISH_LEDGER_MS = 1_000;

    /** Netty's own switch. By default it makes a stack trace for one buffer of 128, which is for tests: ours run with all of it. */
    private static final String LEAK_DETECTION = "io.netty.leakDetection.level";

    private final HttpConfig config;
    private final EventLoopGroup acceptor;
    private final EventLoopGroup loops;
    private final Map<EventExecutor, EdgeLoop> edgeLoops = new HashMap<>();
    private final Map<EventExecutor, Answers> answers = new HashMap<>();
    private final Map<EventExecutor, PlainHits> plainHits = new HashMap<>();
    private final Map<EventExecutor, Deadlines> deadlines = new HashMap<>();
    private final Outstanding outstanding;
    private final BodyBytes bodies;
    private final @Nullable Tls tls;
    private final ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
    private final Channel server;
    private volatile boolean isLeaving;

    /**
     * Starts listening.
     *
     * @param makeLoop makes what the connections of a loop share, from the loop's number and its thread
     * @throws PortInUseException when another process has the port
     */
    public EdgeServer(
            HttpConfig config,
            TrackerFiles files,
            InstantSource clock,
            Meters meters,
            BiFunction<Integer, ScheduledExecutorService, EdgeLoop> makeLoop) {
        this.config = config;
        if (System.getProperty(LEAK_DETECTION) == null) {
            ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.DISABLED);
        }
        tls = config.tls() == null ? null : new Tls(config.tls(), Tls.bestProvider(), meters);
        outstanding = new Outstanding(config.limits().outstandingMax());
        bodies = new BodyBytes(config.limits().bodiesBytesMax());
        Transport transport = config.transport().orNio();
        IoHandlerFactory io = transport.newFactory();
        acceptor = new MultiThreadIoEventLoopGroup(1, new DefaultThreadFactory("edge-accept"), io);
        loops = new MultiThreadIoEventLoopGroup(config.eventLoops(), new DefaultThreadFactory("edge"), io);
        for (EventExecutor loop : loops) {
            EdgeLoop edgeLoop = makeLoop.apply(edgeLoops.size(), loop);
            edgeLoops.put(loop, edgeLoop);
            repeat(edgeLoop, "publishing the ledger", edgeLoop.publishLedger(), PUBLISH_LEDGER_MS, loop);
            Answers ofThisLoop = new Answers(PooledByteBufAllocator.DEFAULT, clock);
            answers.put(loop, ofThisLoop);
            if (config.isScanning()) {
                plainHits.put(loop, new PlainHits(config, edgeLoop, ofThisLoop));
            }
            Deadlines ofLoop = new Deadlines(config.limits(), config.idleTimeout(), System::nanoTime);
            deadlines.put(loop, ofLoop);
            repeat(edgeLoop, "sweeping the deadlines", ofLoop::sweep, Deadlines.SWEEP_MS, loop);
        }
        meters.gauge(CollectorMeter.CONNECTIONS_OPEN, connections::size);
        meters.gauge(CollectorMeter.REQUESTS_OUTSTANDING, outstanding::count);
        meters.gauge(CollectorMeter.BODY_BYTES_UNFINISHED, bodies::held);
        Route.Table routes = new Route.Table(config, files.routes(config.scriptName()));
        ServerBootstrap bootstrap = new ServerBootstrap()
                .group(acceptor, loops)
                .channel(transport.channelType())
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .option(ChannelOption.SO_REUSEADDR, true)
                .handler(new ConnectionCaps(config.limits(), config.trustedProxies()::isTrusted, meters))
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        meters.add(CollectorMeter.CONNECTIONS_OPENED);
                        connections.add(channel);
                        initialise(channel, routes, clock);
                    }
                });
        server = bind(bootstrap);
        if (tls != null) {
            tls.watch(edgeLoops.values().iterator().next().errors());
        }
    }

    public int port() {
        return ((InetSocketAddress) server.localAddress()).getPort();
    }

    /** From now on each answer ends its connection: who keeps connections, as load balancers do, moves on before they are closed. */
    public void leave() {
        isLeaving = true;
    }

    @Override
    public void close() throws InterruptedException {
        leave();
        server.close().sync();
        for (EventExecutor loop : loops) {
            loop.submit(() -> {}).sync(); // what was accepted last has been registered by then
        }
        connections.forEach(channel -> channel.pipeline().fireUserEventTriggered(DRAIN));
        boolean isDrained =
                connections.newCloseFuture().await(config.drainTimeout().toMillis(), TimeUnit.MILLISECONDS);
        if (!isDrained) {
            connections.close().await(1, TimeUnit.SECONDS);
        }
        if (tls != null) {
            tls.close();
        }
        edgeLoops.forEach((loop, edgeLoop) -> loop.execute(edgeLoop::finish));
        loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).sync();
        acceptor.shutdownGracefully(0, 5, TimeUnit.SECONDS).sync();
        answers.values().forEach(Answers::close); // now that no loop can ask for one any more
    }

    /** The handlers of a connection, in order: the list is the documentation. Without the scanner the second is missing. */
    private void initialise(Channel channel, Route.Table routes, InstantSource clock) {
        EventLoop loop = channel.eventLoop();
        EdgeLoop edgeLoop = edgeLoops.get(loop);
        Answers made = answers.get(loop);
        Deadlines ofLoop = deadlines.get(loop);
        if (edgeLoop == null || made == null || ofLoop == null) {
            throw new IllegalStateException("a connection on a loop of somebody else");
        }
        StrictDecoder decoder = new StrictDecoder(config);
        if (tls != null) {
            SslHandler handler = tls.handler(channel.alloc());
            handler.setHandshakeTimeoutMillis(config.limits().headerDeadline().toMillis());
            channel.pipeline().addLast("tls", handler);
        }
        DeadlineHandler deadline = new DeadlineHandler(decoder, ofLoop);
        HitHandler hits = new HitHandler(config, routes, edgeLoop, made, clock, outstanding, bodies, () -> isLeaving);
        channel.pipeline().addLast("idle", new IdleHandler(ofLoop));
        PlainHits plain = plainHits.get(loop);
        if (plain != null) {
            channel.pipeline()
                    .addLast(
                            "plain",
                            new PlainHitHandler(plain, decoder, deadline, hits, outstanding, clock, () -> isLeaving));
        }
        channel.pipeline()
                .addLast("decode", decoder)
                .addLast("deadline", deadline)
                .addLast("hit", hits)
                .addLast("end", new ChannelInboundHandlerAdapter() {
                    @Override
                    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
                        ctx.close();
                    }
                });
    }

    private static void repeat(EdgeLoop edgeLoop, String what, Runnable task, long delayMs, EventExecutor loop) {
        RepeatedTask repeated = new RepeatedTask(what, task, edgeLoop.errors());
        loop.scheduleWithFixedDelay(repeated, delayMs, delayMs, TimeUnit.MILLISECONDS);
    }

    private Channel bind(ServerBootstrap bootstrap) {
        InetSocketAddress address = new InetSocketAddress(config.host(), config.port());
        try {
            return bootstrap.bind(address).sync().channel();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while binding", e);
        } catch (Exception e) { // sync() throws what bind failed with, declared or not
            if (tls != null) {
                tls.close();
            }
            loops.shutdownGracefully(0, 0, TimeUnit.SECONDS);
            acceptor.shutdownGracefully(0, 0, TimeUnit.SECONDS);
            if (e instanceof IOException) {
                throw new PortInUseException("collector", address, e);
            }
            throw new IllegalStateException("the collector cannot listen on " + address, e);
        }
    }
}
