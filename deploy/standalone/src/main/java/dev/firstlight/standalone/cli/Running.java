package dev.firstlight.standalone.cli;

import dev.firstlight.standalone.up.RunFile;
import dev.firstlight.standalone.up.UpConfig;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The running pipeline that a command talks to; shared options of those commands. */
final class Running {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** As long as an export may take. */
    private static final Duration DOWNLOAD_PATIENCE = Duration.ofMinutes(11);

    @Option(names = "--config", description = "The file the pipeline was started with.", paramLabel = "FILE")
    @Nullable
    Path config;

    @Option(names = "--data", description = "Its data directory; deploy/data unless configured.", paramLabel = "DIR")
    @Nullable
    Path data;

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();

    RunFile runFile() throws IOException {
        Path directory = dataDirectory();
        RunFile found = RunFile.read(directory);
        if (found == null) {
            throw new Sentence(
                    3, "no pipeline runs on " + directory.toAbsolutePath() + "; start one with: deploy/firstlight up");
        }
        return found;
    }

    Path dataDirectory() {
        return data != null ? data : UpConfig.load(config, System.getenv()).dataDirectory();
    }

    int port(RunFile run, String part) {
        Integer port = run.ports().get(part);
        if (port == null) {
            throw new Sentence(3, "the running pipeline has no " + part);
        }
        return port;
    }

    HttpResponse<String> get(int port, String path) throws IOException {
        return send(
                HttpRequest.newBuilder(uri(port, path)).timeout(PATIENCE).GET().build());
    }

    /** Asks the warehouse, with the run's token. */
    HttpResponse<String> warehouse(RunFile run, String path, @Nullable String body, String accept) throws IOException {
        HttpRequest.Builder request = authorized(run, path).timeout(PATIENCE).header("Accept", accept);
        return send(
                body == null
                        ? request.GET().build()
                        : request.POST(HttpRequest.BodyPublishers.ofString(body))
                                .build());
    }

    /** What the warehouse answers, into a file that appears whole or not at all. */
    void download(RunFile run, String path, Path to) throws IOException {
        Path unfinished = to.resolveSibling(to.getFileName() + ".part");
        HttpRequest request =
                authorized(run, path).timeout(DOWNLOAD_PATIENCE).GET().build();
        try {
            HttpResponse<Path> answer = fetched(request, unfinished);
            if (answer.statusCode() != 200) {
                throw new Sentence(1, Files.readString(unfinished).strip());
            }
            Files.move(unfinished, to, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } finally {
            Files.deleteIfExists(unfinished);
        }
    }

    private HttpResponse<Path> fetched(HttpRequest request, Path to) throws IOException, InterruptedException {
        try {
            return http.send(request, HttpResponse.BodyHandlers.ofFile(to));
        } catch (IOException e) { // of the connection, or of the disk here
            throw new Sentence(1, "the answer was cut off, and nothing of it is kept: " + e.getMessage());
        }
    }

    private HttpRequest.Builder authorized(RunFile run, String path) throws IOException {
        return HttpRequest.newBuilder(uri(port(run, "warehouse"), path))
                .header(
                        "Authorization",
                        "Bearer " + Files.readString(Path.of(run.tokenFile())).strip());
    }

    private HttpResponse<String> send(HttpRequest request) throws IOException {
        try {
            return http.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private static URI uri(int port, String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }
}
