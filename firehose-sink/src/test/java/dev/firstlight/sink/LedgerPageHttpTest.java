package dev.firstlight.sink;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstlight.runtime.AdminConfig;
import dev.firstlight.runtime.AdminServer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The page as a browser gets it: the real admin server, and a loop that commits. */
@Timeout(60)
final class LedgerPageHttpTest {

    private static final String HOSTILE = "<img src=x onerror=alert(1)>&\"'";

    private final LoopKit.Kafka kafka = new LoopKit.Kafka();
    private final LoopKit kit = new LoopKit(kafka).assigned(LoopKit.P0);
    private final AdminServer admin =
            new AdminServer(new AdminConfig("127.0.0.1", 0), kit.meters, kit.readiness, () -> "{}");

    LedgerPageHttpTest() {
        admin.page(LedgerPage.PATH, new LedgerPage("sink-1", kit.ledger::newest, () -> "", kit.readiness));
    }

    @AfterEach
    void close() {
        admin.close();
    }

    @Test
    void shouldSayThatThereIsNothingYetAndWhatItWouldShow() throws Exception {
        HttpResponse<String> answer = get(LedgerPage.PATH);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body())
                .contains("Nothing is delivered and committed yet", "Other sinks have the other partitions")
                .doesNotContain("<td>");
        assertThat(get(LedgerPage.PATH + "/more").statusCode()).isEqualTo(404);
    }

    @Test
    void shouldShowWhatIsCommittedAndNothingBeforeIt() throws Exception {
        List<List<String>> atCommits = new ArrayList<>();
        kit.beforeCommit(() -> atCommits.add(rows()));
        arrive(3, "shop");
        kit.loop.round();
        arrive(2, "shop");
        kit.loop.round();

        assertThat(atCommits).containsExactly(List.of(), List.of("2026-11-22T02:39:00Z shop 3 0 0"));
        assertThat(rows()).containsExactly("2026-11-22T02:39:00Z shop 5 0 0");
    }

    @Test
    void shouldShowAPixelsNameAsTextWhateverItHolds() throws Exception {
        arrive(1, HOSTILE);

        kit.loop.round();

        assertThat(rows())
                .containsExactly("2026-11-22T02:39:00Z &lt;img src=x onerror=alert(1)&gt;&amp;&quot;&#39; 1 0 0");
        HttpResponse<String> answer = get(LedgerPage.PATH);
        assertThat(answer.body()).doesNotContain("<img");
        assertThat(answer.headers().firstValue("Content-Type")).contains("text/html; charset=utf-8");
        assertThat(answer.headers().firstValue("Content-Security-Policy").orElse(""))
                .contains("default-src 'none'")
                .doesNotContain("script-src");
    }

    @Test
    void shouldStayOfABoundedSizeHoweverManyPixelsThereAre() throws Exception {
        for (int i = 0; i < LedgerPage.LINES_MAX + 100; i++) {
            arrive(1, String.format("%064d", i));
        }

        kit.loop.round();

        HttpResponse<String> answer = get(LedgerPage.PATH);
        assertThat(rows()).hasSize(LedgerPage.LINES_MAX);
        assertThat(answer.body()).contains("100 more lines are left out").hasSizeLessThan(100 << 10);
    }

    /** Of the table: minute, pixel, count. */
    private List<String> rows() {
        try {
            return get(LedgerPage.PATH)
                    .body()
                    .lines()
                    .filter(line -> line.startsWith("<tr><td>"))
                    .map(line -> line.replaceAll("</td><td>", " ").replaceAll("</?t[rd]>", ""))
                    .toList();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private void arrive(int count, String pixel) {
        for (int i = 0; i < count; i++) {
            kafka.add(LoopKit.P0, Events.bare("e").setPixelId(pixel).build());
        }
        kit.load(LoopKit.P0);
    }

    private HttpResponse<String> get(String path) throws Exception {
        URI uri = URI.create("http://127.0.0.1:" + admin.port() + path);
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
    }
}
