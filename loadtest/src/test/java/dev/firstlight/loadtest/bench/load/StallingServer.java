package dev.firstlight.loadtest.bench.load;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/** Answers every request on every connection at once, except while a test holds it up. Threads: one a connection. */
final class StallingServer implements AutoCloseable {

    private static final byte[] ANSWER =
            "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok".getBytes(StandardCharsets.US_ASCII);

    private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final ReadWriteLock stall = new ReentrantReadWriteLock();
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private final List<String> requests = new CopyOnWriteArrayList<>();

    StallingServer() throws IOException {
        start(this::accept);
    }

    InetSocketAddress address() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), server.getLocalPort());
    }

    /** Request lines so far. */
    List<String> requests() {
        return requests;
    }

    void stall() {
        stall.writeLock().lock();
    }

    void goOn() {
        stall.writeLock().unlock();
    }

    /** Ends every connection without an answer. */
    void cutAll() throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        cutAll();
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = server.accept();
                sockets.add(socket);
                start(() -> serve(socket));
            }
        } catch (IOException e) {
            // closed
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
            OutputStream out = socket.getOutputStream();
            String first = null;
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                first = first == null ? line : first;
                if (line.isEmpty()) {
                    requests.add(first);
                    first = null;
                    awaitNoStall();
                    out.write(ANSWER);
                }
            }
        } catch (IOException e) {
            // the client or the test has ended it
        }
    }

    @SuppressWarnings("LockNotBeforeTry") // nothing is done under it: it is there to be waited for
    private void awaitNoStall() {
        stall.readLock().lock();
        stall.readLock().unlock();
    }

    private static void start(Runnable task) {
        Thread thread = new Thread(task, "stalling-server");
        thread.setDaemon(true);
        thread.start();
    }
}
