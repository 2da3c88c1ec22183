package dev.firstlight.stream.enrich.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.firstlight.stream.event.RequestHeaders;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BotListTest {

    @Test
    void shouldFindEveryCrawlerThatTheBundledListShowsAsAnExample() throws Exception {
        BotList list = bundled();
        List<String> missed = new ArrayList<>();
        List<String> instances = strings("instances");
        for (String instance : instances) {
            if (!list.holds(Agents.headers(instance))) {
                missed.add(instance);
            }
        }

        assertThat(instances).hasSizeGreaterThan(1_500);
        assertThat(missed).isEmpty();
    }

    /** The JDK's expressions go back and forth as they like; over texts that do not make them, they are the oracle. */
    @Test
    void shouldFindWhatTryingEachPatternWouldFind() throws Exception {
        BotList list = bundled();
        List<Pattern> patterns =
                strings("pattern").stream().map(Pattern::compile).toList();
        List<String> texts = new ArrayList<>();
        for (String line : UserAgentTableTest.lines()) {
            texts.add(line.substring(0, line.indexOf('\t')));
        }
        for (String instance : strings("instances").subList(0, 300)) {
            texts.add(instance.substring(instance.length() / 3));
            texts.add("x " + instance);
        }

        for (String text : texts) {
            boolean isFound =
                    patterns.stream().anyMatch(pattern -> pattern.matcher(text).find());
            assertThat(list.holds(Agents.headers(text))).as(text).isEqualTo(isFound);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "'[wW]get', xWgetx, true",
        "'[wW]get', xWegt, false",
        "'^curl', curl/8, true",
        "'^curl', libcurl/8, false",
        "'Ahrefs(Bot|SiteAudit)', AhrefsBot, true",
        "'Ahrefs(Bot|SiteAudit)', Ahrefs, false",
        "'one|two', a two, true",
        "'one|two', a three, false",
        "'(a|b)|cde', xcde, true",
        "'abc?', xab, true",
        "'abc*d', abd, true",
        "'ab{0}cdef', acdef, true",
        "'(?i)CrAwL', a crawler, true",
        "'x(?i)CrAwL', xcrawl, true",
        "'a\\.b', a.b, true",
        "'a\\.b', axb, false",
        "'\\Qa.b\\E', a.b, true",
        "'\\d\\dbot', 12bot, true",
        "'Spider[\\s\\S]*end', Spider to the end, true",
        "'end$', the end, true",
        "'end$', the end., false",
        "'[]x]yz', ]yz, true",
        "'.', a, true"
    })
    void shouldFindAPatternAnywhereInTheText(String pattern, String text, boolean isFound) throws Exception {
        BotList list = read(
                "[{\"url\": \"x\", \"pattern\": \"" + pattern.replace("\\", "\\\\") + "\", \"instances\": [\"y\"]}]");

        assertThat(list.holds(Agents.headers(text))).isEqualTo(isFound);
        assertThat(list.holds(Agents.headers(text))).isEqualTo(isFound); // from what is kept
    }

    @Test
    void shouldHoldNobodyWithoutAUserAgent() throws Exception {
        assertThat(bundled().holds(RequestHeaders.NONE)).isFalse();
        assertThat(bundled().holds(Agents.headers("  "))).isFalse();
        assertThat(BotList.NONE.holds(Agents.headers("Googlebot/2.1"))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{}",
                "[]",
                "[1]",
                "nonsense",
                "[{\"url\": \"x\"}]",
                "[{\"pattern\": \"\"}]",
                "[{\"pattern\": \"(\"}]",
                "[{\"pattern\": \"(?=x)y\"}]",
                "[{\"pattern\": \"(x)\\\\1\"}]",
                "[{\"pattern\": \"x\"}"
            })
    void shouldRefuseWhatIsNoList(String json) {
        assertThatThrownBy(() -> read(json)).isInstanceOf(IOException.class);
    }

    @Test
    void shouldRefuseAListThatIsTooLong() {
        String entries = "{\"pattern\": \"x\"},".repeat(BotList.PATTERNS_MAX);

        assertThatThrownBy(() -> read("[" + entries + "{\"pattern\": \"x\"}]"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("20000");
    }

    private static BotList bundled() throws IOException {
        try (InputStream in = open()) {
            return BotList.read(in, 100);
        }
    }

    private static BotList read(String json) throws IOException {
        return BotList.read(new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8)), 100);
    }

    private static InputStream open() {
        return Objects.requireNonNull(BotList.class.getClassLoader().getResourceAsStream(BotList.BUNDLED));
    }

    /** The strings under a field of the bundled list, those of arrays too. */
    private static List<String> strings(String field) throws IOException {
        List<String> found = new ArrayList<>();
        try (InputStream in = open();
                JsonParser parser = new JsonFactory().createParser(in)) {
            String current = "";
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (token == JsonToken.FIELD_NAME) {
                    current = parser.currentName();
                } else if (token == JsonToken.VALUE_STRING && current.equals(field)) {
                    found.add(parser.getText());
                }
            }
        }
        return found;
    }
}
