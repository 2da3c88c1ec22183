package dev.firstlight.loadtest.bench.load;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Clients that hold a connection and send a byte a second: every other one never ends its headers, the rest have promised a body. One that
 * is shut out comes back at its next turn, so that as many stay there. Each is in a /24 of its own: no bound per address helps.
 *
 * <p>Threads: one of its own.
 */
public final class SlowClients implements AutoCloseable {

    private static final int TURNS_PER_SECOND = 100;
    private static final byte[] HEADERS =
            "GET /load-shop/pixel.png?e=click HTTP/1.1\r\nHost: t.lanterns.example\r\nX-Slow: "
                    .getBytes(StandardCharsets.US_ASCII);
    private static final byte[] BODY =
            "POST /load-shop/events HTTP/1.1\r\nHost: t.lanterns.example\r\nContent-Type: text/plain\r\nContent-Length: 4096\r\n\r\n"
                    .getBytes(StandardCharsets.US_ASCII);

    /** Clear of the numbers of the honest ones. */
    private static final int FIRST_NUMBER = 10_000;

    private final InetSocketAddress target;
    private final List<@Nullable SocketChannel> channels = new ArrayList<>();
    private final ByteBuffer scratch = ByteBuffer.allocate(4_096);
    private final AtomicInteger holding = new AtomicInteger();
    private final AtomicLong shutOut = new AtomicLong();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread;

    public SlowClients(InetSocketAddress target, int count) {
        this.target = target;
        for (int i = 0; i < count; i++) {
            channels.add(null);
        }
        this.thread = new Thread(this::run, "slow-clients");
        thread.setDaemon(true);
        thread.start();
    }

    /** Connections that were open at their last turn. */
    public int holding() {
        return holding.get();
    }

    /** How often a connection was ended by the other side. */
    public long shutOut() {
        return shutOut.get();
    }

    @Override
    public void close() throws InterruptedException {
        closing.countDown();
        thread.join();
    }

    private void run() {
        try {
            for (int turn = 0; !isOver(); turn = (turn + 1) % TURNS_PER_SECOND) {
                for (int i = turn; i < channels.size(); i += TURNS_PER_SECOND) {
                    channels.set(i, afterTurn(i, channels.get(i)));
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            channels.forEach(SlowClients::closeQuietly);
        }
    }

    private boolean isOver() throws InterruptedException {
        return closing.await(1_000 / TURNS_PER_SECOND, TimeUnit.MILLISECONDS);
    }

    private @Nullable SocketChannel afterTurn(int number, @Nullable SocketChannel channel) {
        SocketChannel used = channel;
        try {
            if (used == null) {
                used = open(number);
                holding.incrementAndGet();
                used.write(ByteBuffer.wrap(number % 2 == 0 ? HEADERS : BODY));
                used.configureBlocking(false);
                return used;
            }
            if (used.read(scratch.clear()) < 0) {
                throw new IOException("shut out");
            }
            used.write(ByteBuffer.wrap(new byte[] {'x'}));
            return used;
        } catch (IOException e) {
            if (used != null) {
                holding.decrementAndGet();
                shutOut.incrementAndGet();
                closeQuietly(used);
            }
            return null;
        }
    }

    private SocketChannel open(int number) throws IOException {
        SocketChannel opened = SocketChannel.open();
        try {
            opened.bind(Loopback.client(FIRST_NUMBER + number));
            opened.connect(target);
            return opened;
        } catch (IOException e) {
            opened.close();
            throw e;
        }
    }

    private static void closeQuietly(@Nullable SocketChannel channel) {
        try {
            if (channel != null) {
                channel.close();
            }
        } catch (IOException e) {
            // it is gone, which is what was wanted
        }
    }
}
