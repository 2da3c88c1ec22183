package dev.firstlight.loadtest.faults;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * One HTTP answer as it came, read strictly.
 *
 * @param headers by name in lower case
 */
record Answer(int status, Map<String, String> headers, byte[] body) {

    private static final int STATUS_FROM = 9;
    private static final int STATUS_TO = 12;

    /** @throws EOFException when the connection ends before the answer does */
    static Answer read(InputStream in) throws IOException {
        String status = line(in);
        if (!status.startsWith("HTTP/1.1 ")) {
            throw new IOException("no status line: " + status);
        }
        Map<String, String> headers = new HashMap<>();
        for (String line = line(in); !line.isEmpty(); line = line(in)) {
            int colon = line.indexOf(':');
            headers.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip());
        }
        int length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
        byte[] body = in.readNBytes(length);
        if (body.length < length) {
            throw new EOFException("the answer is cut off in its body");
        }
        return new Answer(Integer.parseInt(status.substring(STATUS_FROM, STATUS_TO)), headers, body);
    }

    String header(String name) {
        return headers.getOrDefault(name, "");
    }

    boolean is(int wantedStatus, String wantedType) {
        return status == wantedStatus && header("content-type").equals(wantedType);
    }

    String text() {
        return new String(body, StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
        return status + " " + header("content-type")
                + (header("content-type").startsWith("image") ? "" : " " + text().strip());
    }

    private static String line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                throw new EOFException("the connection ended");
            }
            if (b != '\r') {
                line.write(b);
            }
        }
        return line.toString(StandardCharsets.ISO_8859_1);
    }
}
