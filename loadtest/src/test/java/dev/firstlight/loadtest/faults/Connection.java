package dev.firstlight.loadtest.faults;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.List;
import java.util.function.Consumer;

/** A keep-alive connection to one life of the collector; several requests may be sent before the first answer is read. Threads: one. */
final class Connection implements Closeable {

    /** Far above every time-out of the collector: an answer that takes longer never comes. */
    private static final int ANSWER_MS_MAX = 20_000;

    /** Told of each answer, in the order of the requests. */
    @FunctionalInterface
    interface Answered {
        void answered(Request request, Answer answer) throws IOException;
    }

    private final Generation life;
    private final Socket socket = new Socket();
    private final InputStream in;

    Connection(Generation life) throws IOException {
        this.life = life;
        try {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), life.port()), ANSWER_MS_MAX);
            socket.setSoTimeout(ANSWER_MS_MAX);
            socket.setTcpNoDelay(true);
            in = new BufferedInputStream(socket.getInputStream());
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    Generation life() {
        return life;
    }

    /** Sends all in one write and reads their answers; what the connection's end leaves unanswered goes to {@code unanswered}. */
    void exchange(List<Request> requests, Answered answered, Consumer<List<Request>> unanswered) throws IOException {
        int read = 0;
        try {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            for (Request request : requests) {
                request.events().forEach(Sent::tried);
                bytes.write(request.bytes());
            }
            bytes.writeTo(socket.getOutputStream());
            while (read < requests.size()) {
                Answer answer = Answer.read(in);
                answered.answered(requests.get(read++), answer);
            }
        } finally {
            if (read < requests.size()) {
                unanswered.accept(requests.subList(read, requests.size()));
            }
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
