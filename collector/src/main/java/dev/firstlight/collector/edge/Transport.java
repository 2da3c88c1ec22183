package dev.firstlight.collector.edge;

import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.uring.IoUring;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringServerSocketChannel;

/** How the loops speak with the kernel. What each costs: {@code deploy/decisions/0005-what-a-pixel-costs.md}. */
public enum Transport {
    EPOLL(EpollServerSocketChannel.class) {
        @Override
        boolean isAvailable() {
            return Epoll.isAvailable();
        }

        @Override
        IoHandlerFactory newFactory() {
            return EpollIoHandler.newFactory();
        }
    },
    IO_URING(IoUringServerSocketChannel.class) {
        @Override
        boolean isAvailable() {
            return IoUring.isAvailable();
        }

        @Override
        IoHandlerFactory newFactory() {
            return IoUringIoHandler.newFactory();
        }
    },
    NIO(NioServerSocketChannel.class) {
        @Override
        boolean isAvailable() {
            return true;
        }

        @Override
        IoHandlerFactory newFactory() {
            return NioIoHandler.newFactory();
        }
    };

    private final Class<? extends ServerChannel> channelType;

    Transport(Class<? extends ServerChannel> channelType) {
        this.channelType = channelType;
    }

    /** Whether this machine has it: natives for its processor, and a kernel that lets us. */
    abstract boolean isAvailable();

    abstract IoHandlerFactory newFactory();

    Class<? extends ServerChannel> channelType() {
        return channelType;
    }

    /** This one, or NIO where it is not available. */
    Transport orNio() {
        return isAvailable() ? this : NIO;
    }
}
