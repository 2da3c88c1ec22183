package dev.firstlight.loadtest.bench.load;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/**
 * A closed loop: each connection sends its next request when the one before is answered, as fast as the server lets it. Of what
 * wrk takes from the other core, three quarters are the kernel's; its script only hands out prepared strings (2.6 µs a request with all of wrk).
 *
 * <p>It runs where this process runs, since it inherits its cores. Threads: the benchmark's.
 */
public final class Wrk {

    public static final String PROGRAM = "wrk";

    /** Beyond the time it was given: to read the requests, and to wait for the last answers. */
    private static final long ENDS_WITHIN_SECONDS = 30;

    private static final String SCRIPT = """
            -- Hands out the requests of the file that is named, in turn; says at the end what became of them.
            local requests, count, at = {}, 0, 0
            function init(args)
              local file = assert(io.open(args[1], "rb"))
              for length in file:lines() do
                count = count + 1
                requests[count] = file:read(tonumber(length))
              end
              file:close()
            end
            function request()
              at = at % count + 1
              return requests[at]
            end
            function done(summary, latency, all)
              local e = summary.errors
              io.write(string.format("answered %d connect %d read %d write %d status %d timeout %d\\n",
                summary.requests, e.connect, e.read, e.write, e.status, e.timeout))
            end
            """;

    private final Path directory;
    private final Path script;
    private final Path kept;
    private final Path notKept;

    /** Writes the requests and the script into the directory. */
    public Wrk(Path directory, Random random) throws IOException {
        this.directory = directory;
        script = Files.writeString(directory.resolve("wrk.lua"), SCRIPT);
        kept = PixelRequests.write(directory.resolve("requests-kept"), random, true);
        notKept = PixelRequests.write(directory.resolve("requests-not-kept"), random, false);
    }

    /** Under way. */
    public static final class Run {
        private final Process process;
        private final Path printed;
        private final long seconds;

        private Run(Process process, Path printed, long seconds) {
            this.process = process;
            this.printed = printed;
            this.seconds = seconds;
        }

        /** Returns when it is at its end. */
        public WrkAnswer await() throws IOException, InterruptedException {
            try {
                if (!process.waitFor(seconds + ENDS_WITHIN_SECONDS, TimeUnit.SECONDS)) {
                    throw new IOException("wrk does not end");
                }
            } finally {
                process.destroyForcibly();
            }
            return WrkAnswer.parse(Files.readString(printed, StandardCharsets.UTF_8));
        }
    }

    /** @param isKeptAlive whether a connection serves all its requests, or one */
    public Run start(InetSocketAddress target, int connections, boolean isKeptAlive, long seconds) throws IOException {
        Path printed = directory.resolve("wrk.printed");
        List<String> command = List.of(
                PROGRAM,
                "-t1",
                "-c" + connections,
                "-d" + seconds + "s",
                "-s",
                script.toString(),
                "http://" + target.getAddress().getHostAddress() + ":" + target.getPort() + "/",
                "--",
                (isKeptAlive ? kept : notKept).toString());
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(printed.toFile())
                .start();
        Files.writeString(
                directory.resolve("pids"), process.pid() + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        return new Run(process, printed, seconds);
    }
}
