package dev.firstlight.loadtest.bench.process;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The floor: a bare Netty server with the collector's transport and socket options, that answers every request with the bytes of a file. File
 * in; port out; then {@code answered} is answered with a count.
 */
public final class FloorMain {

    private static final int BACKLOG = 1_024; // as the collector's

    private FloorMain() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        byte[] bytes = Files.readAllBytes(Path.of(args[0]));
        ByteBuf answer = PooledByteBufAllocator.DEFAULT
                .directBuffer(bytes.length)
                .writeBytes(bytes); // pooled, so that its duplicates are too
        AtomicLong answered = new AtomicLong();
        Channel server = bind(answer, answered);
        int port = ((InetSocketAddress) server.localAddress()).getPort();
        Lines.serve(String.valueOf(port), command -> String.valueOf(answered.get()));
    }

    private static Channel bind(ByteBuf answer, AtomicLong answered) throws InterruptedException {
        IoHandlerFactory io = Epoll.isAvailable() ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
        EventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, io); // one core, one loop: as the collector there
        return new ServerBootstrap()
                .group(loop)
                .channel(Epoll.isAvailable() ? EpollServerSocketChannel.class : NioServerSocketChannel.class)
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline().addLast(new FloorHandler(answer, answered));
                    }
                })
                .bind(InetAddress.getLoopbackAddress(), 0)
                .sync()
                .channel();
    }
}
