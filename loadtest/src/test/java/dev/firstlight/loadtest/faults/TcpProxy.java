package dev.firstlight.loadtest.faults;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A network between two processes of this machine that can be made bad: slow, narrow, deaf in one direction, refusing, and all its
 * connections cut at once.
 *
 * <p>A held direction keeps its bytes, as a network that drops packets does: TCP sends them again, and they arrive when the weather changes
 * unless a side has given up by then. Threads: one that accepts, two a connection, all daemons; {@link #weather} from any. Bounds: a chunk a
 * direction; whoever sends more waits. Random numbers are the seed's.
 */
public final class TcpProxy implements AutoCloseable {

    private static final int CHUNK_BYTES = 16_384;
    private static final int CONNECT_MS = 2_000;

    private record Link(Socket client, Socket server) {}

    private final int port;
    private final int serverPort;
    private final Random random;
    private final Set<Link> links = ConcurrentHashMap.newKeySet();
    private final Object changed = new Object();
    private volatile Weather weather = Weather.FAIR;
    private volatile boolean isClosed;
    private @Nullable ServerSocket listening;
    private @Nullable Thread accepting;

    public TcpProxy(int port, int serverPort, long seed) throws IOException {
        this.port = port;
        this.serverPort = serverPort;
        this.random = new Random(seed);
        listen();
    }

    int port() {
        return port;
    }

    /** From now on. */
    public void weather(Weather now) throws IOException {
        synchronized (changed) {
            weather = now;
            changed.notifyAll();
        }
        if (now.isRefusing()) {
            deafen();
        } else {
            listen();
        }
    }

    /** Cuts every connection with a reset. */
    public void reset() {
        links.forEach(TcpProxy::cut);
    }

    @Override
    public void close() throws IOException {
        isClosed = true;
        deafen();
        reset();
        synchronized (changed) {
            changed.notifyAll();
        }
    }

    private synchronized void listen() throws IOException {
        if (listening != null || isClosed) {
            return;
        }
        ServerSocket made = new ServerSocket();
        made.setReuseAddress(true);
        made.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 64);
        listening = made;
        accepting = daemon("proxy-accept", () -> accept(made));
    }

    /** Returns when nobody is taken any more: the kernel goes on until the thread that waits in it has left. */
    private synchronized void deafen() throws IOException {
        if (listening == null || accepting == null) {
            return;
        }
        listening.close();
        listening = null;
        try {
            accepting.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void accept(ServerSocket from) throws IOException {
        while (!from.isClosed()) {
            Socket client = from.accept();
            Socket server = new Socket();
            Link link = new Link(client, server);
            links.add(link);
            daemon("proxy-link", () -> connect(link));
        }
    }

    private void connect(Link link) throws IOException, InterruptedException {
        try {
            link.server().connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), serverPort), CONNECT_MS);
            daemon("proxy-back", () -> pump(link, link.server(), link.client(), false));
            pump(link, link.client(), link.server(), true);
        } finally {
            end(link);
        }
    }

    /** Carries bytes one way until a side is through; then the whole connection ends. */
    private void pump(Link link, Socket from, Socket to, boolean isToServer) throws IOException, InterruptedException {
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] chunk = new byte[CHUNK_BYTES];
            for (int count = in.read(chunk); count >= 0; count = in.read(chunk)) {
                travel(count, isToServer);
                out.write(chunk, 0, count);
            }
        } finally {
            end(link);
        }
    }

    /** Returns when so many bytes may arrive, as the weather is by then. */
    private void travel(int bytes, boolean isToServer) throws InterruptedException {
        long startedNanos = System.nanoTime();
        synchronized (changed) {
            int extraMs = weather.jitterMs() == 0 ? 0 : random.nextInt(weather.jitterMs());
            while (!isClosed) {
                long leftMs = dueMs(weather, bytes, extraMs)
                        - TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startedNanos);
                if (weather.isHeld(isToServer)) {
                    changed.wait();
                } else if (leftMs > 0) {
                    changed.wait(leftMs);
                } else {
                    return;
                }
            }
        }
    }

    private static long dueMs(Weather now, int bytes, int extraMs) {
        long narrowMs = now.bytesPerSecond() == 0 ? 0 : bytes * 1_000L / now.bytesPerSecond();
        return now.delayMs() == 0 ? narrowMs : now.delayMs() + extraMs + narrowMs;
    }

    private void end(Link link) throws IOException {
        links.remove(link);
        link.client().close();
        link.server().close();
    }

    private static void cut(Link link) {
        for (Socket socket : new Socket[] {link.client(), link.server()}) {
            try {
                socket.setSoLinger(true, 0); // closing says RST then
                socket.close();
            } catch (IOException e) {
                // it was closed already
            }
        }
    }

    private interface Work {
        void run() throws IOException, InterruptedException;
    }

    private static Thread daemon(String name, Work work) {
        Thread thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } catch (IOException e) {
                        return; // a side has gone
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                },
                name);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }
}
