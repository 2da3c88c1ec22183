package dev.firstlight.loadtest.bench.load;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * One keep-alive connection. A request goes out at once, behind unanswered ones if there are any, so that the number of connections stays
 * the same while the other side stalls. A connection that ends takes its unanswered requests with it; the next request opens it anew.
 *
 * <p>Threads: the generator's. Bound: what the other side does not read waits here, at most as many requests as the time limit lets.
 */
final class KeptConnection {

    /** An unanswered request. */
    private record Sent(long intendedNanos, Tally tally) {}

    private final Selector selector;
    private final InetSocketAddress target;
    private final InetSocketAddress client;
    private final ArrayDeque<Sent> open = new ArrayDeque<>();
    private final ArrayDeque<ByteBuffer> unsent = new ArrayDeque<>();
    private AnswerReader answers = new AnswerReader();
    private @Nullable SelectionKey key;

    KeptConnection(Selector selector, InetSocketAddress target, InetSocketAddress client) {
        this.selector = selector;
        this.target = target;
        this.client = client;
    }

    void send(ByteBuffer request, long intendedNanos, Tally tally) {
        open.add(new Sent(intendedNanos, tally));
        try {
            SelectionKey opened = opened();
            SocketChannel channel = (SocketChannel) opened.channel();
            if (unsent.isEmpty() && channel.isConnected()) {
                channel.write(request);
            }
            if (request.hasRemaining()) {
                unsent.add(ByteBuffer.allocate(request.remaining()).put(request).flip());
                opened.interestOpsOr(channel.isConnected() ? SelectionKey.OP_WRITE : SelectionKey.OP_CONNECT);
            }
        } catch (IOException e) {
            cut();
        }
    }

    /** The selector found something to do. */
    void ready(ByteBuffer scratch) {
        SelectionKey selected = key;
        if (selected == null || !selected.isValid()) {
            return;
        }
        try {
            SocketChannel channel = (SocketChannel) selected.channel();
            if (selected.isConnectable()) {
                channel.finishConnect();
                selected.interestOps(SelectionKey.OP_READ | SelectionKey.OP_WRITE);
            } else if (selected.isWritable()) {
                flush(channel, selected);
            }
            if (selected.isReadable()) {
                read(channel, scratch);
            }
        } catch (IOException e) {
            cut();
        }
    }

    /** Gives up requests that should have left before {@code nanos}. Their answers may still be on the way, so the connection ends too. */
    void giveUpBefore(long nanos) {
        boolean isAny = false;
        long now = System.nanoTime();
        for (Sent head = open.peek(); head != null && head.intendedNanos() - nanos < 0; head = open.peek()) {
            open.remove();
            head.tally().failed(Failure.TIMED_OUT, now - head.intendedNanos());
            isAny = true;
        }
        if (isAny) {
            cut();
        }
    }

    boolean isConnected() {
        return key != null && ((SocketChannel) key.channel()).isConnected();
    }

    /** Opens it ahead of the first request. */
    void connect() {
        try {
            opened();
        } catch (IOException e) {
            cut();
        }
    }

    void cut() {
        if (key != null) {
            try {
                key.channel().close();
            } catch (IOException e) {
                // it is gone, which is what was wanted
            }
        }
        key = null;
        answers = new AnswerReader();
        unsent.clear();
        long now = System.nanoTime();
        for (Sent sent : open) {
            sent.tally().failed(Failure.CUT, now - sent.intendedNanos());
        }
        open.clear();
    }

    private SelectionKey opened() throws IOException {
        if (key != null) {
            return key;
        }
        SocketChannel channel = SocketChannel.open();
        try {
            channel.configureBlocking(false);
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            channel.bind(client);
            boolean isConnected = channel.connect(target);
            key = channel.register(selector, isConnected ? SelectionKey.OP_READ : SelectionKey.OP_CONNECT, this);
            return key;
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    private void flush(SocketChannel channel, SelectionKey selected) throws IOException {
        for (ByteBuffer next = unsent.peek(); next != null; next = unsent.peek()) {
            channel.write(next);
            if (next.hasRemaining()) {
                return;
            }
            unsent.remove();
        }
        selected.interestOps(SelectionKey.OP_READ);
    }

    private void read(SocketChannel channel, ByteBuffer scratch) throws IOException {
        scratch.clear();
        int count = channel.read(scratch);
        long now = System.nanoTime();
        scratch.flip();
        for (int status = answers.next(scratch); status != AnswerReader.NOT_YET; status = answers.next(scratch)) {
            Sent sent = open.poll();
            if (sent == null) {
                throw new IOException("an answer to no request");
            }
            sent.tally().answered(status, now - sent.intendedNanos());
        }
        if (count < 0) {
            cut();
        }
    }
}
