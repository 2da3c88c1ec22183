package dev.firstlight.loadtest.bench.process;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The collector that is measured, with a fixed heap, on a core of its own. Threads: the benchmark's. */
public final class CollectorProcess implements MeasuredServer {

    public static final int HEAP_MIB = 256;

    /** Options of one that can be profiled. */
    public static final List<String> PROFILED = Profiler.OPTIONS;

    private static final long STARTS_WITHIN_SECONDS = 90;
    private static final long ANSWERS_WITHIN_SECONDS = 20;
    private static final long ENDS_WITHIN_SECONDS = 60;

    private final ChildJvm child;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final InetSocketAddress address;
    private final int adminPort;
    private final long startedInMs;

    /**
     * Returns when it takes hits.
     *
     * @param settings HOCON, over what every collector of a benchmark is given
     * @param options of its JVM, beside what each has
     */
    public CollectorProcess(
            Path directory,
            String name,
            Cores cores,
            String bootstrapServers,
            String settings,
            ProbeMode mode,
            List<String> options)
            throws IOException, InterruptedException {
        Path config = directory.resolve(name + ".conf");
        Files.writeString(config, """
                collector {
                  http { port = 0 }
                  admin { port = 0 }
                  keys { directory = "%1$s/keys" }
                  spool { directory = "%1$s/spool-%2$s" }
                  kafka { bootstrap-servers = "%3$s", replication = 1, min-in-sync-replicas = 1, allow-single-replica = true }
                }
                collector { %4$s }
                """.formatted(directory, name, bootstrapServers, settings));
        List<String> all = new ArrayList<>(List.of("-Xmx" + HEAP_MIB + "m", "-Dlogback.configurationFile=logback.xml"));
        all.addAll(options);
        child = new ChildJvm(
                directory,
                name,
                cores.measured(),
                all,
                CollectorProbeMain.class,
                List.of(config.toString(), mode.name()));
        String[] words = firstWords();
        address = new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(words[0]));
        adminPort = Integer.parseInt(words[1]);
        startedInMs = Long.parseLong(words[2]);
    }

    @Override
    public InetSocketAddress address() {
        return address;
    }

    /** From the JVM's first moment until it took hits. */
    public long startedInMs() {
        return startedInMs;
    }

    /** Forgets the stalls until now. */
    public void forgetStalls() throws IOException, InterruptedException {
        child.ask("forget", ANSWERS_WITHIN_SECONDS);
    }

    public Stalls stalls() throws IOException, InterruptedException {
        return Stalls.parse(child.ask("stalls", ANSWERS_WITHIN_SECONDS));
    }

    @Override
    public Duration cpu() {
        return child.cpu();
    }

    @Override
    public Duration compiling() throws IOException {
        return child.compiling();
    }

    /** Events made durable: each request of a load is one. */
    @Override
    public long answered() throws IOException, InterruptedException {
        return counts().events();
    }

    /** What it has counted until now; cheap enough to be asked under load. */
    public CollectorCounts counts() throws IOException, InterruptedException {
        return CollectorCounts.parse(child.ask("counts", ANSWERS_WITHIN_SECONDS));
    }

    /** From now on samples what all its threads do; for one that was started with {@link #PROFILED}. */
    public void startProfile() throws IOException, InterruptedException {
        profile("start,event=cpu,interval=1ms,threads");
    }

    /** Ends the sampling and writes what came of it: a line for each stack with its count, and a picture. */
    public void stopProfile(Path collapsed, Path flameGraph) throws IOException, InterruptedException {
        profile("stop");
        profile("dump,collapsed,threads,file=" + collapsed);
        profile("dump,flamegraph,threads,title=Firstlight collector,file=" + flameGraph);
    }

    /** Resident memory, MiB. */
    public double residentMib() throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/" + child.pid() + "/status"))) {
            if (line.startsWith("VmRSS:")) {
                return Long.parseLong(line.replaceAll("[^0-9]", "")) / 1024.0;
            }
        }
        throw new IOException("no VmRSS for process " + child.pid());
    }

    /** What {@code /metrics} says now, by name with labels. */
    public Map<String, Double> metrics() throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + adminPort + "/metrics"))
                .timeout(Duration.ofSeconds(ANSWERS_WITHIN_SECONDS))
                .build();
        Map<String, Double> values = new HashMap<>();
        http.send(request, HttpResponse.BodyHandlers.ofLines()).body().forEach(line -> {
            int space = line.lastIndexOf(' ');
            if (!line.startsWith("#") && space > 0) {
                values.put(line.substring(0, space), Double.parseDouble(line.substring(space + 1)));
            }
        });
        return values;
    }

    /** SIGTERM; returns when it has drained and ended. */
    public void terminate() throws IOException, InterruptedException {
        child.terminate(ENDS_WITHIN_SECONDS);
    }

    @Override
    public void close() throws InterruptedException {
        child.kill();
    }

    private void profile(String arguments) throws IOException, InterruptedException {
        String said = child.ask(CollectorProbeMain.PROFILE + arguments, ANSWERS_WITHIN_SECONDS);
        if (!said.startsWith("ok")) {
            throw new IOException("profiling: " + said);
        }
    }

    /** One that does not start leaves nothing running. */
    private String[] firstWords() throws IOException, InterruptedException {
        try {
            return child.next(STARTS_WITHIN_SECONDS).split(" ");
        } catch (IOException e) {
            child.kill();
            throw e;
        }
    }
}
