package dev.firstlight.collector.edge;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A client that takes whatever answers come, as proxies write them, until nothing has come for a while. */
final class LenientClient implements AutoCloseable {

    private static final Pattern HEAD =
            Pattern.compile("HTTP/1\\.[01] (?<status>\\d{3})[^\\n]*\\n(?:[^\\r\\n]+\\r?\\n)*\\r?\\n");
    private static final Pattern LENGTH = Pattern.compile("(?i)\\ncontent-length: *(\\d+)");
    private static final Pattern TYPE = Pattern.compile("(?i)\\ncontent-type: *([^;\\r\\n]+)");

    /** @param type of its body */
    record Answer(int status, String type) {}

    private final Socket socket = new Socket();
    private final ByteArrayOutputStream received = new ByteArrayOutputStream();
    private boolean isEnded;

    /** @param quietMs when nothing more is awaited */
    LenientClient(int port, int quietMs) throws IOException {
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 5_000);
        socket.setSoTimeout(quietMs);
        socket.setTcpNoDelay(true);
    }

    boolean isEnded() {
        return isEnded;
    }

    void send(byte[] bytes) throws IOException {
        try {
            socket.getOutputStream().write(bytes);
        } catch (SocketException e) { // it has been closed before all was taken
            isEnded = true;
        }
    }

    void endOfRequests() throws IOException {
        socket.shutdownOutput();
    }

    /** Reads until the connection ends, so many answers are there, or nothing comes. */
    List<Answer> read(int atLeast, boolean isHead) throws IOException {
        InputStream in = socket.getInputStream();
        byte[] chunk = new byte[8_192];
        List<Answer> answers = answers(isHead);
        while (!isEnded && answers.size() < atLeast) {
            try {
                int count = in.read(chunk);
                isEnded = count < 0;
                received.write(chunk, 0, Math.max(0, count));
            } catch (SocketTimeoutException e) {
                return answers;
            } catch (SocketException e) { // reset
                isEnded = true;
            }
            answers = answers(isHead);
        }
        return answers;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    /** @param isHead whether the first answer has no body */
    private List<Answer> answers(boolean isHead) {
        String text = received.toString(StandardCharsets.ISO_8859_1);
        List<Answer> answers = new ArrayList<>();
        Matcher head = HEAD.matcher(text);
        for (int at = 0; head.region(at, text.length()).lookingAt(); ) {
            int status = Integer.parseInt(head.group("status"));
            Matcher length = LENGTH.matcher(head.group());
            Matcher type = TYPE.matcher(head.group());
            boolean hasBody = !(isHead && answers.isEmpty()) && status >= 200 && length.find();
            at = head.end() + (hasBody ? Integer.parseInt(length.group(1)) : 0);
            if (at > text.length()) {
                return answers;
            }
            if (status >= 200) {
                answers.add(new Answer(status, type.find() ? type.group(1).strip() : ""));
            }
        }
        return answers;
    }
}
