package dev.firstlight.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstlight.runtime.Settings;
import dev.firstlight.schema.Utf8;
import dev.firstlight.schema.WireField;
import dev.firstlight.schema.avro.Event;
import dev.firstlight.schema.avro.RawEvent;
import dev.firstlight.stream.enrich.Enrichment;
import dev.firstlight.stream.enrich.page.PageConfig;
import dev.firstlight.stream.enrich.page.PageEnrichments;
import java.net.URLEncoder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Wherever a text is cut, here or on its way here, no part of an address or a secret is left at the cut; the letter Q stands in these alone. */
class ScrubBeforeCutTest {

    private static final Set<WireField> IDENTITIES =
            EnumSet.of(WireField.VISITOR_ID, WireField.SESSION_ID, WireField.USER_ID);

    private static final List<String> ADDRESSES =
            List.of("QQ.QQ@QQ.Qxample", "QQ%40QQ.Qxample", "QQ%2540QQQ%2EQxample", "Q@Qq.Qxample");
    private static final List<String> SECRETS = List.of("?token=QQQQ", "?x%3Dy%26session%3DQQQQ");

    /** Ends on its way here: what the edge and the tracker cut. */
    enum CutBefore {
        PAGE_URL,
        REFERRER,
        PAGE_TITLE
    }

    @TempDir
    Path directory;

    private TestPipeline pipeline;

    @BeforeEach
    void start() {
        PageConfig config = PageConfig.from(Settings.load("stream-processor", null, Map.of(), Set.of()));
        pipeline = new TestPipeline(directory, PageEnrichments.of(config).toArray(Enrichment[]::new));
    }

    @AfterEach
    void stop() {
        pipeline.close();
    }

    static Stream<WireField> freeTexts() {
        return Arrays.stream(WireField.values())
                .filter(field -> field.type() == WireField.Type.TEXT && !IDENTITIES.contains(field));
    }

    @ParameterizedTest
    @MethodSource("freeTexts")
    void shouldLeaveNothingOfAnAddressOrSecretWhereverTheColumnEnds(WireField field) {
        List<RawEvent> items = new ArrayList<>();
        for (String hidden : hiddenIn(field)) {
            for (int inside = 0; inside <= hidden.length() + 1; inside++) {
                String text = before(field.bytesMax() - inside) + hidden + " and more";
                items.add(raw(field, text));
            }
        }

        List<Event> events = events(items);

        assertThat(events).hasSize(items.size()).allSatisfy(event -> {
            assertThat(event.toString()).doesNotContain("Q");
            String kept = (String) event.get(field.longName());
            assertThat(kept == null ? 0 : Utf8.length(kept)).isLessThanOrEqualTo(field.bytesMax());
        });
    }

    @ParameterizedTest
    @EnumSource
    void shouldLeaveNothingOfAnAddressThatWasCutOnItsWayHere(CutBefore where) {
        WireField field = WireField.valueOf(where.name());
        List<RawEvent> items = new ArrayList<>();
        for (String hidden : hiddenIn(field)) {
            for (int inside = 1; inside <= hidden.length(); inside++) {
                for (String last :
                        List.of("x", "ü", "€", "🎄")) { // a character that does not fit leaves bytes of the width
                    int unused = Utf8.length(last) - 1;
                    String text = before(field.bytesMax() - unused - inside) + hidden.substring(0, inside) + last;
                    items.add(raw(field, Utf8.cut(text, field.bytesMax())));
                }
            }
        }

        assertThat(events(items))
                .allSatisfy(event -> assertThat(event.toString()).doesNotContain("Q"));
    }

    @Test
    void shouldLeaveNothingOfAnAddressThatTheEdgeCutInTheRefererHeader() {
        List<RawEvent> items = new ArrayList<>();
        for (String hidden : hiddenIn(WireField.PAGE_URL)) {
            for (int inside = 1; inside <= hidden.length(); inside++) {
                RawEvent raw = Raws.query("12345", "e=click", TestPipeline.START.toEpochMilli());
                byte[] referer = (before(4_096 - inside) + hidden + "/more").getBytes(StandardCharsets.UTF_8);
                raw.setReferer(ByteBuffer.wrap(Arrays.copyOf(referer, 4_096)));
                items.add(raw);
            }
        }

        assertThat(events(items)).allSatisfy(event -> {
            assertThat(event.toString()).doesNotContain("Q");
            assertThat(event.getPageUrl()).startsWith("//h/");
            assertThat(event.getWarnings()).contains("truncated:page_url");
        });
    }

    @Test
    void shouldLeaveTheIdsOfTheSiteAsItSendsThem() {
        RawEvent raw = Raws.query(
                "12345",
                "e=conversion&eid=a%40b.example&vid=c%40d.example&sid=e%40f.example&uid=g%40h.example&goal=i%40j.example&oid=k%40l.example",
                TestPipeline.START.toEpochMilli());

        Event event = events(List.of(raw)).get(0);

        assertThat(List.of(
                        event.getEventId(),
                        event.getVisitorId(),
                        event.getSessionId(),
                        event.getUserId(),
                        event.getGoal(),
                        event.getOrderId()))
                .containsExactly(
                        "a@b.example", "c@d.example", "e@f.example", "g@h.example", "i@j.example", "k@l.example");
    }

    @Test
    void shouldTellNoCutOfATextThatFitsOnceItsSecretsAreGone() {
        Event event = events(List.of(raw(WireField.COUPON, "a=1&token=" + "Q".repeat(5_000))))
                .get(0);

        assertThat(event.getCoupon()).isEqualTo("a=1&token=***");
        assertThat(event.getWarnings()).isEmpty();
    }

    private static List<String> hiddenIn(WireField field) {
        return field == WireField.PAGE_TITLE
                ? ADDRESSES
                : Stream.concat(ADDRESSES.stream(), SECRETS.stream()).toList();
    }

    /** So many bytes of harmless words. */
    private static String before(int bytes) {
        String begin = "//h/";
        return bytes < begin.length()
                ? "a".repeat(Math.max(0, bytes))
                : begin + "ab/".repeat(bytes / 3).substring(0, bytes - begin.length());
    }

    private static RawEvent raw(WireField field, String text) {
        String encoded = URLEncoder.encode(text, StandardCharsets.UTF_8);
        return Raws.query("12345", field.key() + "=" + encoded, TestPipeline.START.toEpochMilli());
    }

    private List<Event> events(List<RawEvent> items) {
        for (int from = 0; from < items.size(); from += 100) {
            pipeline.append(
                    items.subList(from, Math.min(items.size(), from + 100)).toArray(RawEvent[]::new));
        }
        assertThat(pipeline.errorLines).isEmpty();
        return pipeline.events();
    }
}
