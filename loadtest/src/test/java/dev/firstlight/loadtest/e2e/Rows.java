package dev.firstlight.loadtest.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.awaitility.Awaitility;

/** Asks the warehouse of a running pipeline; columns as text, null as the empty text. */
final class Rows {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final UpProcess up;

    Rows(UpProcess up) {
        this.up = up;
    }

    List<List<String>> of(String sql) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + up.port("warehouse") + "/query"))
                .header(
                        "Authorization",
                        "Bearer "
                                + Files.readString(Path.of(up.runFile().tokenFile()))
                                        .strip())
                .header("Accept", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(sql))
                .build();
        HttpResponse<String> response = HTTP.send(request, HttpResponse.BodyHandlers.ofString());
        if (response.statusCode() != 200) {
            throw new IOException(response.statusCode() + ": " + response.body());
        }
        List<List<String>> rows = new ArrayList<>();
        for (JsonNode row : JSON.readTree(response.body()).path("rows")) {
            List<String> cells = new ArrayList<>();
            row.forEach(cell -> cells.add(cell.isNull() ? "" : cell.isValueNode() ? cell.asText() : cell.toString()));
            rows.add(cells);
        }
        return rows;
    }

    long count(String where) throws IOException, InterruptedException {
        return Long.parseLong(
                of("select count(*) from events where " + where).get(0).get(0));
    }

    /** The rows as soon as they are as wanted; fails with the last seen after a minute. */
    List<List<String>> await(String sql, Predicate<List<List<String>>> wanted) {
        List<List<List<String>>> last = new ArrayList<>();
        try {
            Awaitility.await()
                    .atMost(60, TimeUnit.SECONDS)
                    .pollInterval(100, TimeUnit.MILLISECONDS)
                    .until(() -> {
                        List<List<String>> rows = of(sql);
                        last.clear();
                        last.add(rows);
                        return wanted.test(rows);
                    });
        } catch (org.awaitility.core.ConditionTimeoutException e) {
            throw new AssertionError(sql + " never became as wanted; last seen: " + last, e);
        }
        return last.get(0);
    }

    void awaitCount(String where, long wanted) {
        await(
                "select count(*) from events where " + where,
                rows -> Long.parseLong(rows.get(0).get(0)) >= wanted);
    }
}
