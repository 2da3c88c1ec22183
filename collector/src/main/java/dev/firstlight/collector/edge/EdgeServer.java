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
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpRequestDecoder;
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

    /** A request line holds method and version beside the URI. */
    private static final int LINE_EXTRA_BYTES = 32;

    private static final int BACKLOG = 1_024;

    private final HttpConfig config;
    private final EventLoopGroup acceptor;
    private final EventLoopGroup loops;
    private final Map<EventExecutor, EdgeLoop> edgeLoops = new HashMap<>();
    private final Map<EventExecutor, Answers> answers = new HashMap<>();
    private final ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
    private final Channel server;

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
        IoHandlerFactory io = Epoll.isAvailable() ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
        acceptor = new MultiThreadIoEventLoopGroup(1, new DefaultThreadFactory("edge-accept"), io);
        loops = new MultiThreadIoEventLoopGroup(config.eventLoops(), new DefaultThreadFactory("edge"), io);
        for (EventExecutor loop : loops) {
            EdgeLoop edgeLoop = makeLoop.apply(edgeLoops.size(), loop);
            edgeLoops.put(loop, edgeLoop);
            loop.scheduleWithFixedDelay(edgeLoop.publishLedger(), 1, 1, TimeUnit.SECONDS);
            answers.put(loop, new Answers(PooledByteBufAllocator.DEFAULT, clock));
        }
        meters.gauge(CollectorMeter.CONNECTIONS_OPEN, connections::size);
        Route.Table routes = new Route.Table(config, script.hashedName(config.scriptName()));
        ServerBootstrap bootstrap = new ServerBootstrap()
                .group(acceptor, loops)
                .channel(channelType())
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.ALLOW_HALF_CLOSURE, false)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        meters.add(CollectorMeter.CONNECTIONS_OPENED);
                        connections.add(channel);
                        initialise(channel, routes, script, clock);
                    }
                });
        server = bind(bootstrap);
    }

    public int port() {
        return ((InetSocketAddress) server.localAddress()).getPort();
    }

    @Override
    public void close() throws InterruptedException {
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
        if (edgeLoop == null || made == null) {
            throw new IllegalStateException("a connection on a loop of somebody else");
        }
        channel.pipeline()
                .addLast("idle", new IdleStateHandler(0, 0, config.idleTimeout().toMillis(), TimeUnit.MILLISECONDS))
                .addLast(
                        "decode",
                        new HttpRequestDecoder(new HttpDecoderConfig()
                                .setMaxInitialLineLength(config.uriBytesMax() + LINE_EXTRA_BYTES)
                                .setMaxHeaderSize(config.headerBytesMax())
                                .setStrictLineParsing(true)
                                .setUseRfc9112TransferEncoding(true)
                                .setChunkedSupported(true)
                                .setValidateHeaders(true)))
                .addLast("hit", new HitHandler(config, routes, script, edgeLoop, made, clock))
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
