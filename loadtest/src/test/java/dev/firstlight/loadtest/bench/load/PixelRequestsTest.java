package dev.firstlight.loadtest.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PixelRequestsTest {

    private static final int A_FEW = 64;

    @TempDir
    Path directory;

    @Test
    void shouldBeAsLongAsBrowsersSendThemWithAsManyHeaders() {
        Random random = new Random(4);
        double bytes = 0;
        for (int i = 0; i < A_FEW; i++) {
            String request = PixelRequests.request(i, random, true);
            bytes += request.length();
            assertThat(request).hasSizeBetween(650, 850).endsWith("\r\n\r\n");
            assertThat(request.lines().filter(line -> line.contains(": "))).hasSizeGreaterThanOrEqualTo(12);
        }
        assertThat(bytes / A_FEW).isBetween(700.0, 800.0);
    }

    @Test
    void shouldWriteEachAfterItsLengthAndNoIdTwice() throws Exception {
        Path file = PixelRequests.write(directory.resolve("requests"), new Random(4), false);

        String all = Files.readString(file, StandardCharsets.US_ASCII);
        Set<String> ids = new HashSet<>();
        int at = 0;
        while (at < all.length()) {
            int start = all.indexOf('\n', at) + 1;
            at = start + Integer.parseInt(all, at, start - 1, 10);
            String request = all.substring(start, at);
            assertThat(request).startsWith("GET ").contains("\r\nConnection: close\r\n");
            ids.add(request.replaceAll("(?s).*&eid=([^&]*)&.*", "$1"));
        }
        assertThat(ids).hasSize(PixelRequests.COUNT);
    }
}
