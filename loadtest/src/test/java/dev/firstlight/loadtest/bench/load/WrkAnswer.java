package dev.firstlight.loadtest.bench.load;

import java.io.IOException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What wrk says at its end, in the line that our script prints.
 *
 * @param answered requests whose answers it has read whole
 * @param failed connections refused or cut, answers above 399, and answers later than 2 s
 */
public record WrkAnswer(long answered, long failed) {

    private static final Pattern LINE = Pattern.compile(
            "^answered (\\d+) connect (\\d+) read (\\d+) write (\\d+) status (\\d+) timeout (\\d+)$",
            Pattern.MULTILINE);

    /** Finds the line in all that wrk printed. */
    static WrkAnswer parse(String printed) throws IOException {
        Matcher line = LINE.matcher(printed);
        if (!line.find()) {
            throw new IOException("wrk did not say what it did: " + printed.trim());
        }
        long failed = 0;
        for (int kind = 2; kind <= line.groupCount(); kind++) {
            failed += Long.parseLong(line.group(kind));
        }
        return new WrkAnswer(Long.parseLong(line.group(1)), failed);
    }
}
