package dev.firstlight.loadtest.bench.load;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Asks a server once, on a connection of its own, and gives back the bytes of the answer, head and body. Threads: the caller's. */
public final class OneAnswer {

    private static final int ANSWER_LIMIT_MS = 12_000;
    private static final String HEAD_END = "\r\n\r\n";
    private static final Pattern LENGTH = Pattern.compile("(?im)^content-length: (\\d+)$");

    private OneAnswer() {}

    public static byte[] to(InetSocketAddress server, String request) throws IOException {
        try (Socket socket = new Socket(server.getAddress(), server.getPort())) {
            socket.setSoTimeout(ANSWER_LIMIT_MS);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return read(socket.getInputStream());
        }
    }

    /** Up to the end that its Content-Length says. */
    static byte[] read(InputStream in) throws IOException {
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        String head = "";
        while (!head.endsWith(HEAD_END)) {
            int next = in.read();
            if (next < 0) {
                throw new IOException("the answer ends after " + answer.size() + " bytes of its head: " + head);
            }
            answer.write(next);
            head = answer.toString(StandardCharsets.ISO_8859_1);
        }
        Matcher length = LENGTH.matcher(head);
        if (!head.startsWith("HTTP/1.1 200 ") || !length.find()) {
            throw new IOException("not the answer that was expected: " + head);
        }
        int bodyBytes = Integer.parseInt(length.group(1));
        byte[] body = in.readNBytes(bodyBytes);
        if (body.length < bodyBytes) {
            throw new IOException("the answer ends after " + body.length + " bytes of its body");
        }
        answer.writeBytes(body);
        return answer.toByteArray();
    }
}
