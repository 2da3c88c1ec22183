package dev.firstlight.loadtest.gatling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.firstlight.collector.event.EventIds;
import dev.firstlight.collector.event.Hit.Declined;
import dev.firstlight.collector.event.Hit.Event;
import dev.firstlight.collector.event.Hit.Refused;
import dev.firstlight.collector.event.HitReader;
import dev.firstlight.collector.event.PixelPolicy;
import dev.firstlight.collector.event.PixelPolicy.ConsentPolicy;
import dev.firstlight.collector.event.PixelPolicy.GpcPolicy;
import dev.firstlight.collector.event.RequestFacts;
import dev.firstlight.runtime.TestClock;
import dev.firstlight.schema.Identity;
import dev.firstlight.schema.JsonPayload;
import dev.firstlight.schema.Payload;
import dev.firstlight.schema.QueryPayload;
import dev.firstlight.schema.WireField;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The hits that Gatling fires, read by what reads them in the house: each means what it is meant to. */
final class TrafficTest {

    private static final int VISITS = 1_000;
    private static final Instant NOW = Instant.parse("2026-11-22T10:15:30Z");

    private final Traffic traffic = new Traffic(20261122, new TestClock(NOW));
    private final List<Visit> visits =
            Stream.generate(traffic::next).limit(VISITS).toList();
    private final HitReader edge = new HitReader(
            new PixelPolicy.Registry(Map.of(), new PixelPolicy("", ConsentPolicy.ASSUMED, GpcPolicy.RECORDED)),
            new EventIds());

    @Test
    void shouldSayInQueriesWhatItMeans() {
        for (Hit hit : hits(EnumSet.complementOf(EnumSet.of(Kind.BATCH, Kind.MALFORMED)))) {
            assertUnderstood(QueryPayload.read(query(hit)), hit.events().get(0));
        }
    }

    @Test
    void shouldSayInBatchesWhatItMeans() {
        for (Hit hit : hits(EnumSet.of(Kind.BATCH))) {
            byte[] body = hit.bodyText().getBytes(StandardCharsets.UTF_8);

            JsonPayload.Body found = JsonPayload.slices(body, 500);

            assertThat(found.isBatch()).isTrue();
            assertThat(found.events()).hasSameSizeAs(hit.events()).hasSizeGreaterThan(1);
            for (int i = 0; i < found.events().size(); i++) {
                JsonPayload.Slice slice = found.events().get(i);
                assertUnderstood(
                        JsonPayload.read(body, slice.offset(), slice.length()),
                        hit.events().get(i));
            }
        }
    }

    @Test
    void shouldBeTakenDeclinedOrRefusedByTheEdgeAsItsStatusSays() {
        for (Hit hit : hits(EnumSet.allOf(Kind.class))) {
            assertThat(answers(hit))
                    .as(hit.target() + hit.bodyText())
                    .isNotEmpty()
                    .allSatisfy(answer -> assertThat(answer)
                            .isInstanceOf(
                                    switch (hit.kind()) {
                                        case DECLINED -> Declined.class;
                                        case MALFORMED -> Refused.class;
                                        case PAGE_VIEW, IMPRESSION, CLICK, CONVERSION, BATCH, REPEAT, PLACEHOLDER ->
                                            Event.class;
                                    }));
        }
    }

    @Test
    void shouldCarryUsableOrderIdsButForPlaceholders() {
        assertThat(hits(EnumSet.of(Kind.CONVERSION)))
                .allSatisfy(hit ->
                        assertThat(Identity.isUsableOrderId(orderId(hit))).isTrue());
        assertThat(hits(EnumSet.of(Kind.CONVERSION)).stream().map(TrafficTest::orderId))
                .doesNotHaveDuplicates();
        assertThat(hits(EnumSet.of(Kind.PLACEHOLDER)))
                .allSatisfy(hit ->
                        assertThat(Identity.isUsableOrderId(orderId(hit))).isFalse());
    }

    @Test
    void shouldUseAnIdASecondTimeOnlyForRepeats() {
        Set<String> seen = new HashSet<>();
        for (Hit hit : hits(EnumSet.allOf(Kind.class))) {
            for (ShopEvent event : hit.events()) {
                String id = event.fields().get(WireField.ID);

                assertThat(id).matches("[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}");
                assertThat(Long.parseLong(String.valueOf(id).substring(0, 13).replace("-", ""), 16))
                        .isEqualTo(NOW.toEpochMilli());
                assertThat(seen.add(String.valueOf(id))).isEqualTo(hit.kind() != Kind.REPEAT);
            }
        }
    }

    @Test
    void shouldHoldEveryKindAndMostlyPageViews() {
        Map<Kind, Integer> counts = new EnumMap<>(Kind.class);
        hits(EnumSet.allOf(Kind.class)).forEach(hit -> counts.merge(hit.kind(), 1, Integer::sum));
        int all = counts.values().stream().mapToInt(Integer::intValue).sum();

        assertThat(counts).containsOnlyKeys(Kind.values());
        assertThat(counts.values()).allSatisfy(count -> assertThat(count).isGreaterThan(VISITS / 100));
        assertThat(counts.get(Kind.PAGE_VIEW)).isBetween(all * 40 / 100, all * 70 / 100);
        assertThat(Traffic.hitsPerVisit()).isCloseTo((double) all / VISITS, within(0.3));
    }

    @Test
    void shouldLookLikeWhatBrowsersSend() {
        for (Browser browser : Browser.values()) {
            for (Map<String, String> headers : List.of(browser.imageHeaders(), browser.postHeaders())) {
                assertThat(headers).as(browser.name()).hasSizeGreaterThanOrEqualTo(11); // and Host
                assertThat(headers).containsKeys("User-Agent", "Referer", "Accept-Language", "Cookie");
                assertThat(headers.containsKey("sec-ch-ua")).isEqualTo(headers.containsKey("sec-ch-ua-mobile"));
            }
        }
        assertThat(Arrays.stream(Browser.values())
                        .map(browser -> browser.imageHeaders().get("User-Agent")))
                .doesNotHaveDuplicates();
        assertThat(visits).extracting(Visit::browser).contains(Browser.values());
        assertThat(visits.stream().mapToInt(TrafficTest::headerBytes).average().orElseThrow())
                .isBetween(650.0, 850.0);
    }

    @Test
    void shouldKeepRequestLinesWithinTheEdgesLimit() {
        assertThat(hits(EnumSet.allOf(Kind.class)))
                .allSatisfy(hit -> assertThat(hit.target().length()).isLessThan(8 * 1024 - 32));
    }

    private static void assertUnderstood(Payload payload, ShopEvent meant) {
        assertThat(payload.refusal()).isNull();
        assertThat(payload.warnings()).isEmpty();
        assertThat(payload.fields()).isEqualTo(meant.fields());
        assertThat(payload.properties()).isEqualTo(meant.properties());
    }

    /** What the edge's reader makes of each event of a hit. */
    private List<Object> answers(Hit hit) {
        RequestFacts facts = new RequestFacts(NOW.toEpochMilli(), null, false, null, null, null, null, null, null);
        if (!hit.isPost()) {
            return List.of(edge.readQuery(Hit.PIXEL, query(hit), facts));
        }
        byte[] body = hit.bodyText().getBytes(StandardCharsets.UTF_8);
        JsonPayload.Body found = JsonPayload.slices(body, 500);
        if (found.refusal() != null) {
            return List.of(edge.refuse(found.refusal(), found.detail(), Hit.PIXEL, body, facts));
        }
        List<Object> answers = new ArrayList<>();
        for (JsonPayload.Slice slice : found.events()) {
            byte[] event = Arrays.copyOfRange(body, slice.offset(), slice.offset() + slice.length());
            answers.add(edge.readJson(Hit.PIXEL, event, facts));
        }
        return answers;
    }

    private List<Hit> hits(Set<Kind> kinds) {
        return visits.stream()
                .flatMap(visit -> visit.hits().stream())
                .filter(hit -> kinds.contains(hit.kind()))
                .toList();
    }

    private static byte[] query(Hit hit) {
        return hit.target().substring(hit.target().indexOf('?') + 1).getBytes(StandardCharsets.ISO_8859_1);
    }

    private static String orderId(Hit hit) {
        return String.valueOf(hit.events().get(0).fields().get(WireField.ORDER_ID));
    }

    private static int headerBytes(Visit visit) {
        int host = "Host: 127.0.0.1:8080\r\n".length();
        return host
                + visit.browser().imageHeaders().entrySet().stream()
                        .mapToInt(header -> header.getKey().length()
                                + header.getValue()
                                        .replace(Browser.COOKIE, visit.cookie())
                                        .length()
                                + ": \r\n".length())
                        .sum();
    }
}
