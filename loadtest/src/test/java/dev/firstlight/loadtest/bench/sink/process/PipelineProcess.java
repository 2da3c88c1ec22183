package dev.firstlight.loadtest.bench.sink.process;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.firstlight.loadtest.FreePorts;
import dev.firstlight.loadtest.bench.process.ChildJvm;
import dev.firstlight.loadtest.bench.process.Cores;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The whole pipeline of {@code deploy/firstlight up} in one process on all cores, with default settings, and its warehouse as people ask it. Threads: the
 * benchmark's.
 */
public final class PipelineProcess implements AutoCloseable {

    private static final long STARTS_WITHIN_SECONDS = 120;

    /** What {@code deploy/firstlight} gives to the JVM of {@code up}. */
    static final List<String> OPTIONS = List.of("-Xmx1536m", "-XX:+ExitOnOutOfMemoryError", "-XX:TieredStopAtLevel=1");

    private static final ObjectMapper JSON = new ObjectMapper();

    private final ChildJvm child;
    private final HttpClient http = HttpClient.newHttpClient();
    private final InetSocketAddress collector;
    private final URI query;
    private final String token;

    /** Returns when pixels can be fired. */
    public PipelineProcess(Path directory, Cores cores) throws IOException, InterruptedException {
        Path config = directory.resolve("up.conf");
        int[] ports = FreePorts.take(7);
        Files.writeString(config, """
                standalone {
                  data-directory = "%s"
                  kafka { port = %d, controller-port = %d }
                  firehose.port = %d
                  warehouse.port = %d
                }
                collector { http.port = %d, admin.port = %d }
                stream-processor.admin.port = 0
                firehose-sink.admin.port = %d
                """.formatted(
                        directory.resolve("up"), ports[0], ports[1], ports[2], ports[3], ports[4], ports[5], ports[6]));
        List<String> options = new ArrayList<>(OPTIONS);
        options.add("-Dlogback.configurationFile=logback.xml");
        child = new ChildJvm(
                directory, "up", cores.all(), options, PipelineProbeMain.class, List.of(config.toString()));
        String[] words = firstWords();
        collector = new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(words[0]));
        query = URI.create("http://127.0.0.1:" + words[1] + "/query");
        token = Files.readString(Path.of(words[2])).strip();
    }

    public InetSocketAddress collector() {
        return collector;
    }

    /** The first column of what the warehouse answers. */
    public List<String> ask(String sql) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(query)
                .header("Authorization", "Bearer " + token)
                .header("Accept", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(sql))
                .build();
        HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() != 200) {
            throw new IOException(answer.statusCode() + ": " + answer.body());
        }
        List<String> column = new ArrayList<>();
        for (JsonNode row : JSON.readTree(answer.body()).path("rows")) {
            column.add(row.path(0).asText());
        }
        return column;
    }

    /** Rows of {@code events} so far. */
    public long rows() throws IOException, InterruptedException {
        return Long.parseLong(ask("select count(*) from events").get(0));
    }

    @Override
    public void close() throws InterruptedException {
        child.kill();
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
