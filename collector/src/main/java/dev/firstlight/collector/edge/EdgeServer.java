package dev.firstlight.collector.edge;

import dev.firstlight.collector.meter.CollectorMeter;
import dev.firstlight.runtime.Meters;
import dev.firstlight.runtime.PortInUseException;
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
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.timeout.IdleStateHandler;
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
 * <p>Threads: one acceptor, {@link HttpConfig#eventLoops()} loops; epoll where the system has it, else NIO. Stopping is an order: no more
 * connections, open requests are answered, connections close as they fall quiet, then the loops end; whoever is not done within the
 * drain timeout is cut off.
 */
public final class EdgeServer implements AutoCloseable {

    /** Tells a connection to close once it has answered what is open. */
    static final Object DRAIN = new Object();

    private static final int BACKLOG = 1_024;

    private final HttpConfig config;
    private final EventLoopGroup acceptor;
    private final EventLoopGroup loops;
    private final Map<EventExecutor, EdgeLoop> edgeLoops = new HashMap<>();
    private final Map<EventExecutor, Answers> answers = new HashMap<>();
    private final Map<EventExecutor, Deadlines> deadlines = new HashMap<>();
    private final Outstanding outstanding;
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
            TrackerScript script,
            InstantSource clock,
            Meters meters,
            BiFunction<Integer, ScheduledExecutorService, EdgeLoop> makeLoop) {
        this.config = config;
        tls = config.tls() == null ? null : new Tls(config.tls(), Tls.bestProvider(), meters);
        outstanding = new Outstanding(config.limits().outstandingMax());
        IoHandlerFactory io = Epoll.isAvailable() ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
        acceptor = new MultiThreadIoEventLoopGroup(1, new DefaultThreadFactory("edge-accept"), io);
        loops = new MultiThreadIoEventLoopGroup(config.eventLoops(), new DefaultThreadFactory("edge"), io);
        for (EventExecutor loop : loops) {
            EdgeLoop edgeLoop = makeLoop.apply(edgeLoops.size(), loop);
            edgeLoops.put(loop, edgeLoop);
            loop.scheduleWithFixedDelay(edgeLoop.publishLedger(), 1, 1, TimeUnit.SECONDS);
            answers.put(loop, new Answers(PooledByteBufAllocator.DEFAULT, clock));
            Deadlines ofLoop = new Deadlines(config.limits(), System::nanoTime);
            deadlines.put(loop, ofLoop);
            loop.scheduleWithFixedDelay(ofLoop::sweep, Deadlines.SWEEP_MS, Deadlines.SWEEP_MS, TimeUnit.MILLISECONDS);
        }
        meters.gauge(CollectorMeter.CONNECTIONS_OPEN, connections::size);
        meters.gauge(CollectorMeter.REQUESTS_OUTSTANDING, outstanding::count);
        Route.Table routes = new Route.Table(config, script.hashedName(config.scriptName()));
        ServerBootstrap bootstrap = new ServerBootstrap()
                .group(acceptor, loops)
                .channel(channelType())
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
                        initialise(channel, routes, script, clock);
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

    /** The handlers of a connection, in order: the list is the documentation. The request scanner's place is first. */
    private void initialise(Channel channel, Route.Table routes, TrackerScript script, InstantSource clock) {
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
        channel.pipeline()
                .addLast("idle", new IdleStateHandler(0, 0, config.idleTimeout().toMillis(), TimeUnit.MILLISECONDS))
                .addLast("decode", decoder)
                .addLast("deadline", new DeadlineHandler(decoder, ofLoop))
                .addLast(
                        "hit",
                        new HitHandler(config, routes, script, edgeLoop, made, clock, outstanding, () -> isLeaving))
                .addLast("end", new ChannelInboundHandlerAdapter() {
                    @Override
                    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
                        ctx.close();
                    }
                });
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

    private static Class<? extends ServerChannel> channelType() {
        return Epoll.isAvailable() ? EpollServerSocketChannel.class : NioServerSocketChannel.class;
    }
}
