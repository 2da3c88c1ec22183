package dev.firstlight.standalone.warehouse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.firstlight.runtime.Meters;
import dev.firstlight.runtime.PortInUseException;
import dev.firstlight.standalone.StandaloneMeter;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class QueryEndpointTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path directory;

    private final Meters meters = new Meters("standalone", StandaloneMeter.class);
    private Warehouse warehouse;
    private QueryEndpoint endpoint;
    private Path tokenFile;

    @BeforeEach
    void open() throws Exception {
        new Objects(directory.resolve("objects"))
                .write(
                        "a.gz",
                        Objects.row(1, "12345", "2026-11-22 02:39:02.123", ",\"page_title\":\"a, \\\"b\\\"\""),
                        Objects.row(1, "12345", "2026-11-22 02:39:02.123"),
                        Objects.row(2, "shop", "2026-11-22 02:40:59.999"));
        WarehouseProcess.open(directory, meters).close();
        warehouse = WarehouseProcess.open(directory, meters);
        tokenFile = directory.resolve("query-token");
        endpoint = new QueryEndpoint(0, tokenFile, warehouse, () -> Long.MAX_VALUE);
    }

    @AfterEach
    void close() {
        endpoint.close();
        warehouse.close();
    }

    @Test
    void shouldAnswerAQueryAsJson() throws Exception {
        HttpResponse<String> answer =
                query("select pixel_id, raw_offset, gpc from events order by 2", "application/json");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body())
                .isEqualTo("{\"columns\":[\"pixel_id\",\"raw_offset\",\"gpc\"],"
                        + "\"rows\":[[\"12345\",1,null],[\"shop\",2,null]],\"truncated\":false}");
    }

    @Test
    void shouldAnswerAQueryAsJsonLines() throws Exception {
        assertThat(query("select pixel_id, raw_offset from events order by 2", "application/x-ndjson")
                        .body()
                        .strip())
                .isEqualTo("{\"pixel_id\":\"12345\",\"raw_offset\":1}\n{\"pixel_id\":\"shop\",\"raw_offset\":2}");
    }

    @Test
    void shouldAnswerAQueryAsCsv() throws Exception {
        HttpResponse<String> answer =
                query("select pixel_id, page_title, '' as \"e,\" from events order by raw_offset", "text/csv");

        assertThat(answer.headers().firstValue("Content-Type")).contains("text/csv; charset=utf-8");
        assertThat(answer.body())
                .isEqualTo("pixel_id,page_title,\"e,\"\r\n12345,\"a, \"\"b\"\"\",\"\"\r\nshop,,\"\"\r\n");
    }

    @Test
    void shouldSayWhyAQueryIsRefused() throws Exception {
        HttpResponse<String> answer = query("drop table events", "text/csv");

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).startsWith("one statement that reads").endsWith("\n");
        assertThat(query("x".repeat(64 * 1024 + 1), "text/csv").statusCode()).isEqualTo(413);
        assertThat(meters.count(StandaloneMeter.QUERIES_REFUSED)).isEqualTo(1);
    }

    @Test
    void shouldAnswerTheLedger() throws Exception {
        JsonNode ledger = JSON.readTree(send(request("/ledger").GET()).body());

        long minute = java.time.Instant.parse("2026-11-22T02:39:00Z").getEpochSecond() / 60;
        assertThat(ledger.toString())
                .isEqualTo("[{\"pixel_id\":\"12345\",\"minute\":" + minute
                        + ",\"loaded\":2,\"merged\":1,\"merged_away\":0}," + "{\"pixel_id\":\"shop\",\"minute\":"
                        + (minute + 1) + ",\"loaded\":1,\"merged\":1,\"merged_away\":0}]");
    }

    @Test
    void shouldAnswerTheMinutesAndThePixelOfTheLedgerThatAreAskedForAndSayThatItIsAll() throws Exception {
        long minute = java.time.Instant.parse("2026-11-22T02:40:00Z").getEpochSecond() / 60;

        HttpResponse<String> later = send(request("/ledger?from=" + minute).GET());
        String earlier = send(request("/ledger?to=" + (minute - 1)).GET()).body();
        String ofShop = send(request("/ledger?from=0&to=9999999999999&pixel=shop")
                        .GET())
                .body();

        assertThat(JSON.readTree(later.body()).findValuesAsText("pixel_id")).containsExactly("shop");
        assertThat(later.headers().firstValue("X-Firstlight-Truncated")).contains("false");
        assertThat(JSON.readTree(earlier).findValuesAsText("pixel_id")).containsExactly("12345");
        assertThat(JSON.readTree(ofShop).findValuesAsText("pixel_id")).containsExactly("shop");
        assertThat(send(request("/ledger?pixel=shop%27%20or%20%27%27%3D%27").GET())
                        .body())
                .isEqualTo("[]");
        assertThat(send(request("/ledger?from=yesterday").GET()).statusCode()).isEqualTo(400);
    }

    @Test
    void shouldSayWhatWaits() throws Exception {
        JsonNode waiting = JSON.readTree(send(request("/waiting").GET()).body());

        assertThat(waiting.path("buffered_since").asLong()).isEqualTo(Long.MAX_VALUE);
        assertThat(waiting.path("given_up").isEmpty()).isTrue();
    }

    @Test
    void shouldExportATableOrAViewAsParquetOrCsv() throws Exception {
        Path parquet = directory.resolve("events.parquet");
        HttpResponse<Path> answer = HttpClient.newHttpClient()
                .send(
                        request("/export?table=events&format=parquet").GET().build(),
                        HttpResponse.BodyHandlers.ofFile(parquet));
        String csv = send(request("/export?table=ledger&format=csv").GET()).body();

        assertThat(answer.statusCode()).isEqualTo(200);
        try (Connection other = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = other.createStatement();
                ResultSet rows = statement.executeQuery(
                        "select count(*), count(page_title), min(received_at)::varchar from '" + parquet + "'")) {
            rows.next();
            assertThat(rows.getLong(1)).isEqualTo(2);
            assertThat(rows.getLong(2)).isEqualTo(1);
            assertThat(rows.getString(3)).isEqualTo("2026-11-22 02:39:02.123");
        }
        assertThat(csv.lines())
                .hasSize(3)
                .startsWith("pixel_id,minute,loaded,merged,merged_away,redelivered")
                .contains("12345,2026-11-22 02:39:00,2,1,0,1");
        assertThat(directory.resolve("warehouse/exports")).isEmptyDirectory();
    }

    @Test
    void shouldNotEndAnExportInOrderThatIsCutOff() throws Exception {
        int rows = 40_000; // some 20 MB: more than the sockets between us hold
        new Objects(directory.resolve("objects")).writeLongRows("long.gz", 10, rows);
        warehouse.announce("long.gz");
        awaitLoaded(rows + 2);
        HttpResponse<InputStream> answer = HttpClient.newHttpClient()
                .send(
                        request("/export?table=events&format=csv").GET().build(),
                        HttpResponse.BodyHandlers.ofInputStream());
        try (InputStream body = answer.body();
                Stream<Path> files = Files.list(directory.resolve("warehouse/exports"))) {
            assertThat(body.read()).isPositive();
            try (FileChannel file = FileChannel.open(files.findFirst().orElseThrow(), StandardOpenOption.WRITE)) {
                file.truncate(1);
            }

            assertThatThrownBy(body::readAllBytes).isInstanceOf(IOException.class);
        }

        assertThat(query("select 1", "text/csv").statusCode()).as("it goes on").isEqualTo(200);
    }

    private void awaitLoaded(int rows) throws Exception {
        while (!query("select count(*) = " + rows + " from events", "text/csv")
                .body()
                .contains("true")) {
            Thread.onSpinWait();
        }
    }

    @Test
    void shouldRefuseToExportWhatIsNoTable() throws Exception {
        for (String table : List.of(
                "nothing",
                "",
                "events%22%20limit%200;drop%20table%20events;--",
                "duckdb_settings()",
                "%2Fetc%2Fpasswd")) {
            assertThat(send(request("/export?format=csv&table=" + table).GET()).statusCode())
                    .isEqualTo(400);
        }
        assertThat(send(request("/export?table=events&format=exe").GET()).statusCode())
                .isEqualTo(400);
        assertThat(query("select count(*) from events", "text/csv").body()).contains("2");
    }

    @Test
    void shouldRefuseACallWithoutTheToken() throws Exception {
        for (String authorization : new String[] {"Bearer", "Bearer 00", "Basic " + token()}) {
            HttpRequest.Builder request = HttpRequest.newBuilder(uri("/ledger")).header("Authorization", authorization);
            assertThat(send(request).statusCode()).isEqualTo(401);
        }
        for (String path :
                List.of("/ledger", "/query", "/waiting", "/redrive", "/export?table=events&format=csv", "/")) {
            assertThat(send(HttpRequest.newBuilder(uri(path))).statusCode()).isEqualTo(401);
        }
    }

    @Test
    void shouldRefuseACallThatNamesAnotherHost() throws Exception {
        assertThat(statusForHost("127.0.0.1:" + endpoint.port())).isEqualTo("200");
        assertThat(statusForHost("localhost:" + endpoint.port())).isEqualTo("200");
        assertThat(statusForHost("evil.example:" + endpoint.port())).isEqualTo("403");
        assertThat(statusForHost("127.0.0.1:1")).isEqualTo("403");
    }

    @Test
    void shouldKeepItsTokenToItsUserAndMakeANewOneEachTime() throws Exception {
        String first = token();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(tokenFile)))
                .isEqualTo("rw-------");

        endpoint.close();
        endpoint = new QueryEndpoint(0, tokenFile, warehouse, () -> Long.MAX_VALUE);

        assertThat(token()).hasSize(32).isNotEqualTo(first);
    }

    @Test
    void shouldSayWhichPortIsTaken() {
        assertThatThrownBy(() -> new QueryEndpoint(endpoint.port(), tokenFile, warehouse, () -> 0L))
                .isInstanceOf(PortInUseException.class);
    }

    private HttpResponse<String> query(String sql, String accept) throws IOException, InterruptedException {
        return send(request("/query").header("Accept", accept).POST(HttpRequest.BodyPublishers.ofString(sql)));
    }

    private HttpRequest.Builder request(String path) throws IOException {
        return HttpRequest.newBuilder(uri(path)).header("Authorization", "Bearer " + token());
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    /** By hand: a Java client does not let its caller choose the Host header. */
    private String statusForHost(String host) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), endpoint.port());
                OutputStream out = socket.getOutputStream()) {
            out.write(("GET /ledger HTTP/1.1\r\nHost: " + host + "\r\nAuthorization: Bearer " + token()
                            + "\r\nConnection: close\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            byte[] start = socket.getInputStream().readNBytes("HTTP/1.1 200".length());
            return new String(start, StandardCharsets.US_ASCII).substring("HTTP/1.1 ".length());
        }
    }

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:" + endpoint.port() + path);
    }

    private String token() throws IOException {
        return Files.readString(tokenFile);
    }
}
