package dev.firstlight.collector.edge;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** A client that sends exactly the bytes it is given, and reads answers strictly. */
final class RawClient implements AutoCloseable {

    private static final int TIMEOUT_MS = 10_000;

    /** Header names in lower case; repeated headers are an error. */
    record Response(int status, Map<String, String> headers, byte[] body) {

        String text() {
            return new String(body, StandardCharsets.UTF_8);
        }

        String header(String name) {
            return headers.getOrDefault(name.toLowerCase(Locale.ROOT), "");
        }
    }

    private final Socket socket;
    private final InputStream in;

    /** On a connection that is there. */
    RawClient(Socket connected) throws IOException {
        socket = connected;
        socket.setSoTimeout(TIMEOUT_MS);
        in = new BufferedInputStream(socket.getInputStream());
    }

    RawClient(int port) throws IOException {
        socket = new Socket();
        socket.setReceiveBufferSize(16_384);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), TIMEOUT_MS);
        socket.setSoTimeout(TIMEOUT_MS);
        socket.setTcpNoDelay(true);
        in = new BufferedInputStream(socket.getInputStream());
    }

    RawClient send(String request) throws IOException {
        return send(request.getBytes(StandardCharsets.ISO_8859_1));
    }

    RawClient send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        return this;
    }

    Response ask(String request) throws IOException {
        return send(request).read();
    }

    Response get(String target) throws IOException {
        return ask("GET " + target + " HTTP/1.1\r\nHost: t\r\n\r\n");
    }

    Response head(String target) throws IOException {
        return send("HEAD " + target + " HTTP/1.1\r\nHost: t\r\n\r\n").readHead();
    }

    Response post(String target, String headers, byte[] body) throws IOException {
        send("POST " + target + " HTTP/1.1\r\nHost: t\r\n" + headers + "Content-Length: " + body.length + "\r\n\r\n");
        return send(body).read();
    }

    Response post(String target, String json) throws IOException {
        return post(target, "Content-Type: application/json\r\n", json.getBytes(StandardCharsets.UTF_8));
    }

    /** The next answer with its body. */
    Response read() throws IOException {
        return read(true);
    }

    /** The next answer, to a HEAD. */
    Response readHead() throws IOException {
        return read(false);
    }

    /** Reads whatever comes, up to the end of the connection, however it ends. */
    byte[] drain() throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        try {
            in.transferTo(all);
        } catch (SocketException e) {
            in.close(); // reset: an end as well
        }
        return all.toByteArray();
    }

    /** Whether the server has closed the connection, with nothing more to read before. */
    boolean isAtEnd() throws IOException {
        return in.read() < 0;
    }

    /** Whether nothing has arrived that was not read. */
    boolean hasNothing() throws IOException {
        return in.available() == 0;
    }

    /** Sends no more, and still reads. */
    RawClient endOfRequests() throws IOException {
        socket.shutdownOutput();
        return this;
    }

    /** Leaves without a word. */
    void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    private Response read(boolean hasBody) throws IOException {
        String status = line();
        if (!status.startsWith("HTTP/1.1 ")) {
            throw new AssertionError("no status line: " + status);
        }
        Map<String, String> headers = new TreeMap<>();
        for (String line = line(); !line.isEmpty(); line = line()) {
            int colon = line.indexOf(": ");
            String name = line.substring(0, colon).toLowerCase(Locale.ROOT);
            if (headers.put(name, line.substring(colon + 2)) != null) {
                throw new AssertionError("repeated header " + name);
            }
        }
        int length = hasBody ? Integer.parseInt(headers.getOrDefault("content-length", "0")) : 0;
        byte[] body = in.readNBytes(length);
        if (body.length != length) {
            throw new EOFException("the body ends early");
        }
        return new Response(Integer.parseInt(status.substring(9, 12)), headers, body);
    }

    private String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                throw new EOFException("the connection ended after: " + line);
            }
            line.write(b);
        }
        String text = line.toString(StandardCharsets.ISO_8859_1);
        if (!text.endsWith("\r")) {
            throw new AssertionError("a line without CR: " + text);
        }
        return text.substring(0, text.length() - 1);
    }
}
