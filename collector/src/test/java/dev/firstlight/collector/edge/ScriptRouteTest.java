package dev.firstlight.collector.edge;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The tracker's files over HTTP: for a while under the plain name, for ever under the one with the hash, in the form a client likes. */
final class ScriptRouteTest {

    private static final TrackerFile SCRIPT = EdgeRig.SCRIPT;
    private static final String HASHED = "/fl." + SCRIPT.hash() + ".js";

    private final EdgeRig rig = new EdgeRig();

    @AfterEach
    void close() throws IOException, InterruptedException {
        rig.close();
    }

    @Test
    void shouldServeTheScriptForAWhileUnderItsPlainName() throws IOException {
        RawClient.Response answer = rig.client().get("/fl.js");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo(SCRIPT.plain());
        assertThat(answer.header("Content-Type")).isEqualTo("text/javascript; charset=utf-8");
        assertThat(answer.header("Cache-Control")).isEqualTo("public, max-age=600");
        assertThat(answer.header("Vary")).isEqualTo("Accept-Encoding");
        assertThat(answer.headers()).doesNotContainKeys("content-encoding", "pragma", "expires");
    }

    @Test
    void shouldServeTheScriptForEverUnderTheNameOfItsHash() throws IOException {
        RawClient.Response answer = rig.client().get(HASHED);

        assertThat(answer.body()).isEqualTo(SCRIPT.plain());
        assertThat(answer.header("Cache-Control")).isEqualTo("public, max-age=31536000, immutable");
        assertThat(answer.headers()).doesNotContainKey("pragma");
    }

    @Test
    void shouldServeWhatAPageOfAnEarlierReleasePinsForEverAsItIs() throws IOException {
        TrackerFile earlier = EdgeRig.EARLIER;
        RawClient.Response answer =
                ask('/' + earlier.name(), "Accept-Encoding: gzip, br\r\nOrigin: https://shop.example");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo(earlier.plain());
        assertThat(answer.header("Content-Type")).isEqualTo("text/javascript; charset=utf-8");
        assertThat(answer.header("Cache-Control")).isEqualTo("public, max-age=31536000, immutable");
        assertThat(answer.header("ETag")).isEqualTo('"' + earlier.hash() + '"');
        assertThat(answer.header("Access-Control-Allow-Origin")).isEqualTo("*");
        assertThat(answer.headers()).doesNotContainKey("content-encoding");
        assertThat(ask('/' + earlier.name(), "If-None-Match: \"" + earlier.hash() + '"')
                        .status())
                .isEqualTo(304);
    }

    @Test
    void shouldNotOfferEarlierFilesToThoseWhoAskWhatThereIs() throws IOException {
        assertThat(rig.client().get("/fl.json").text()).doesNotContain(EdgeRig.EARLIER.hash());
    }

    @Test
    void shouldLetAPageOfAnyOriginCheckItsIntegrity() throws IOException {
        RawClient.Response answer = ask(HASHED, "Origin: https://shop.example");

        assertThat(answer.header("Access-Control-Allow-Origin")).isEqualTo("*");
        assertThat(answer.header("Cross-Origin-Resource-Policy")).isEqualTo("cross-origin");
    }

    @Test
    void shouldServeTheOtherFilesBesideIt() throws IOException {
        RawClient client = rig.client();
        TrackerFile adapter = EdgeRig.FILES.files().get(1);

        assertThat(client.get("/fl-tcf.js").body()).isEqualTo(adapter.plain());
        assertThat(client.get("/fl-tcf." + adapter.hash() + ".js").header("Cache-Control"))
                .endsWith("immutable");
        assertThat(client.get("/fl-tcf." + SCRIPT.hash() + ".js").status()).isEqualTo(404);
    }

    @Test
    void shouldNameAllFilesAfterTheAliasOfTheScript() throws IOException, InterruptedException {
        try (EdgeRig alias = new EdgeRig(HttpConfigs.with(EdgeRig.config(), "scriptName", "metrics.js"))) {
            RawClient client = alias.client();

            assertThat(client.get("/metrics.js").status()).isEqualTo(200);
            assertThat(client.get("/metrics." + SCRIPT.hash() + ".js").status()).isEqualTo(200);
            assertThat(client.get("/metrics-tcf.js").status()).isEqualTo(200);
            assertThat(client.get("/metrics.json").text())
                    .contains("\"metrics-tcf.")
                    .doesNotContain("\"fl");
            assertThat(client.get("/fl.js").status()).isEqualTo(404);
            assertThat(client.get("/fl-tcf.js").status()).isEqualTo(404);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"metrics.js", "metrics.min.js", "metrics", "fl.js"})
    void shouldServeASnippetThatAsksForTheScriptByItsAlias(String alias) throws IOException, InterruptedException {
        try (EdgeRig aliased = new EdgeRig(HttpConfigs.with(EdgeRig.config(), "scriptName", alias))) {
            RawClient client = aliased.client();
            String path = '/' + alias.replaceFirst("\\.js$", "") + "-snippet.html";

            String snippet = client.get(path).text();

            Matcher address = Pattern.compile("\"\\{\\{collector}}(/[^\"]+)\"").matcher(snippet);
            assertThat(address.find()).as(snippet).isTrue();
            assertThat(client.get(address.group(1)).body()).isEqualTo(SCRIPT.plain());
            assertThat(snippet.replace('/' + alias, "/fl.js")).isEqualTo(text(EdgeRig.SNIPPET.plain()));
        }
    }

    @Test
    void shouldGiveASnippetThatWasFilledInHashAndFormsOfItsOwn() throws IOException, InterruptedException {
        try (EdgeRig alias = new EdgeRig(HttpConfigs.with(EdgeRig.config(), "scriptName", "metrics.js"))) {
            RawClient client = alias.client();

            RawClient.Response answer =
                    client.ask(request("GET", "/metrics-snippet.html", "Accept-Encoding: gzip, br"));
            TrackerFile served = ServedFiles.file("fl-snippet.html", answer.text());

            assertThat(answer.text()).contains("{{collector}}/metrics.js\"");
            assertThat(answer.header("ETag")).isEqualTo('"' + served.hash() + '"');
            assertThat(served.hash()).isNotEqualTo(EdgeRig.SNIPPET.hash());
            assertThat(answer.headers()).doesNotContainKey("content-encoding");
            assertThat(client.get("/metrics-snippet." + served.hash() + ".html").body())
                    .isEqualTo(answer.body());
            assertThat(client.get("/metrics.json").text()).contains(served.integrity());
        }
    }

    @Test
    void shouldSendTheSnippetAsItWasBuiltWhereNobodyChoseAnAlias() throws IOException {
        RawClient.Response answer = ask("/fl-snippet.html", "Accept-Encoding: br");

        assertThat(answer.header("Content-Encoding")).isEqualTo("br");
        assertThat(answer.body()).isEqualTo(EdgeRig.SNIPPET.brotli());
    }

    @Test
    void shouldSendWhatWasCompressedWhenItWasBuilt() throws IOException {
        RawClient.Response answer = ask("/fl.js", "Accept-Encoding: gzip, deflate");

        assertThat(answer.header("Content-Encoding")).isEqualTo("gzip");
        assertThat(answer.body()).isEqualTo(SCRIPT.gzip());
        assertThat(answer.header("Content-Length")).isEqualTo(String.valueOf(SCRIPT.gzip().length));
        assertThat(new GZIPInputStream(new ByteArrayInputStream(answer.body())).readAllBytes())
                .isEqualTo(SCRIPT.plain());
        assertThat(ask("/fl.js", "Accept-Encoding: gzip, br").body()).isEqualTo(SCRIPT.brotli());
    }

    @Test
    void shouldReadAllLinesOfAcceptEncoding() throws IOException {
        RawClient.Response answer = ask("/fl.js", "Accept-Encoding: br;q=0\r\nAccept-Encoding: gzip;q=0.5");

        assertThat(answer.header("Content-Encoding")).isEqualTo("gzip");
    }

    @Test
    void shouldGiveEachFormAValidatorOfItsOwn() throws IOException {
        Set<String> etags = Set.of(
                rig.client().get("/fl.js").header("ETag"),
                ask("/fl.js", "Accept-Encoding: gzip").header("ETag"),
                ask("/fl.js", "Accept-Encoding: br").header("ETag"));

        assertThat(etags).hasSize(3).allMatch(etag -> etag.matches("\"[0-9a-f]{16}(-gz|-br)?\""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"%s", "W/%s", "\"another\", %s", "\"a\" ,W/%s ,\"b\"", "*"})
    void shouldSay304ToWhoHasThisFormAlready(String list) throws IOException {
        RawClient client = rig.client();
        String etag = SCRIPT.etag(ContentCoding.GZIP);

        client.send(request("GET", "/fl.js", "Accept-Encoding: gzip\r\nIf-None-Match: " + list.formatted(etag)));
        RawClient.Response answer = client.readHead();

        assertThat(answer.status()).isEqualTo(304);
        assertThat(answer.header("ETag")).isEqualTo(etag);
        assertThat(answer.header("Cache-Control")).isEqualTo("public, max-age=600");
        assertThat(answer.header("Vary")).isEqualTo("Accept-Encoding");
        assertThat(answer.header("Access-Control-Allow-Origin")).isEqualTo("*");
        assertThat(answer.headers()).doesNotContainKeys("content-length", "content-type", "content-encoding");
        assertThat(client.get("/robots.txt").status())
                .as("no body stood in between")
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"another\"", "%s-br", "", "\"", "W/"})
    void shouldSendTheFileToWhoHasAnother(String ifNoneMatch) throws IOException {
        String etag = SCRIPT.etag(ContentCoding.IDENTITY);

        RawClient.Response answer = ask("/fl.js", "If-None-Match: " + ifNoneMatch.formatted(etag));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo(SCRIPT.plain());
    }

    @Test
    void shouldSendAnotherFormToWhoHasOnlyThatOfAnotherCoding() throws IOException {
        String compressed = SCRIPT.etag(ContentCoding.BROTLI);

        assertThat(ask("/fl.js", "Accept-Encoding: gzip\r\nIf-None-Match: " + compressed)
                        .status())
                .isEqualTo(200);
    }

    @Test
    void shouldAnswerAHeadAsTheGetWithoutBody() throws IOException {
        RawClient client = rig.client();

        client.send(request("HEAD", "/fl.js", "Accept-Encoding: gzip"));
        RawClient.Response answer = client.readHead();

        assertThat(answer.header("Content-Length")).isEqualTo(String.valueOf(SCRIPT.gzip().length));
        assertThat(answer.header("Content-Encoding")).isEqualTo("gzip");
        assertThat(client.get("/robots.txt").status()).isEqualTo(200);
    }

    @Test
    void shouldListTheImmutableNamesWithWhatAPageWritesIntoIntegrity() throws IOException {
        RawClient.Response answer = ask("/fl.json", "Accept-Encoding: gzip, br");

        assertThat(answer.header("Content-Type")).isEqualTo("application/json");
        assertThat(answer.header("Cache-Control")).isEqualTo("public, max-age=600");
        assertThat(answer.headers()).doesNotContainKey("content-encoding");
        assertThat(answer.text())
                .contains("{\"name\":\"fl.js\",\"immutable\":\"fl." + SCRIPT.hash() + ".js\",\"integrity\":\""
                        + SCRIPT.integrity() + "\",\"bytes\":70000,")
                .contains("\"fl-tcf.js\"");
    }

    @Test
    void shouldServeWhatTheJsModulePacked() throws IOException {
        TrackerFiles packed = TrackerFiles.load(HttpConfigs.usual());
        for (TrackerFile file : packed.files()) {
            byte[] unpacked = new GZIPInputStream(new ByteArrayInputStream(file.gzip())).readAllBytes();

            assertThat(unpacked).as(file.name()).isEqualTo(file.plain()).isNotEmpty();
            assertThat(file.brotli()).as(file.name()).hasSizeBetween(1, file.plain().length);
        }
        assertThat(packed.routes("fl.js")).containsKeys("fl.js", "fl.json");
    }

    @Test
    void shouldSendTheSnippetAsTextToBePasted() {
        TrackerFile snippet = ServedFiles.file("fl-snippet.html", "<script></script>");

        assertThat(snippet.contentType()).isEqualTo("text/plain; charset=utf-8");
        assertThat(new String(snippet.plain(), StandardCharsets.US_ASCII)).startsWith("<script>");
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private RawClient.Response ask(String target, String headers) throws IOException {
        return rig.client().ask(request("GET", target, headers));
    }

    private static String request(String method, String target, String headers) {
        return method + " " + target + " HTTP/1.1\r\nHost: t\r\n" + headers + "\r\n\r\n";
    }
}
