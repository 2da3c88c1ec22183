package dev.firstlight.stream.decode;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstlight.runtime.ErrorLog;
import dev.firstlight.runtime.Meters;
import dev.firstlight.schema.AvroCodec;
import dev.firstlight.schema.EventColumn;
import dev.firstlight.schema.PackReader;
import dev.firstlight.schema.Refusal;
import dev.firstlight.schema.SchemaBook;
import dev.firstlight.schema.Topic;
import dev.firstlight.schema.Utf8;
import dev.firstlight.schema.WireField;
import dev.firstlight.schema.avro.Event;
import dev.firstlight.schema.avro.RawEvent;
import dev.firstlight.schema.avro.RawPack;
import dev.firstlight.schema.avro.SealedAddress;
import dev.firstlight.schema.avro.SealedBytes;
import dev.firstlight.stream.Raws;
import dev.firstlight.stream.event.Candidate;
import dev.firstlight.stream.event.HeaderText;
import dev.firstlight.stream.event.Origin;
import dev.firstlight.stream.event.Rejects;
import dev.firstlight.stream.event.Warnings;
import dev.firstlight.stream.meter.StreamMeter;
import dev.firstlight.stream.plan.PlanInForce;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Raw event → event by the wire table. */
class ItemReaderTest {

    private static final long NOW = 1_795_000_000_000L;
    private static final RawPack HEADER = new RawPack(7L, 0, 3, 40L, NOW, 0L, 0L, 0L, Map.of(), List.of());

    private final List<String> errorLines = new ArrayList<>();
    private final ItemReader reader = new ItemReader(
            new Rejects(new SchemaBook()),
            PlanInForce.always(null, new Meters("stream_processor", StreamMeter.class)),
            new ErrorLog(InstantSource.system(), (line, cause) -> errorLines.add(line + cause)));

    @Test
    void shouldReadTheSameEventFromQueryKeysLongNamesAndJson() {
        Event keys = accepted(Raws.query("12345", "e=click&cid=123&vid=v&val=1.5&cur=eur&test=1&eid=x", NOW))
                .event();
        Event names = accepted(Raws.query(
                        "12345", "event=click&campaign_id=123&visitor_id=v&value=1.5&currency=EUR&test=true&id=x", NOW))
                .event();
        Event json = accepted(Raws.json(
                        "12345",
                        "{\"type\":\"Click\",\"campaign_id\":\"123\",\"visitor_id\":\"v\",\"value\":1.5,"
                                + "\"currency\":\"EUR\",\"test\":true,\"id\":\"x\"}",
                        NOW))
                .event();

        assertThat(keys.getType()).isEqualTo("click");
        assertThat(keys.getCampaignId()).isEqualTo("123");
        assertThat(keys.getValue()).isEqualTo("1.5");
        assertThat(keys.getTest()).isTrue();
        assertThat(names).isEqualTo(keys);
        assertThat(json).isEqualTo(keys);
    }

    @Test
    void shouldTakeOverEveryFieldOfTheWireTable() {
        StringBuilder query = new StringBuilder();
        for (WireField field : WireField.values()) {
            String value =
                    switch (field.type()) {
                        case TYPE -> "click";
                        case IDENTITY, TEXT -> "some-" + field.key();
                        case EPOCH_MS -> "1795000000000";
                        case INTEGER, DECIMAL -> "7";
                        case CURRENCY -> "EUR";
                        case JSON -> "[1]";
                        case FLAG -> "1";
                    };
            query.append('&').append(field.key()).append('=').append(value);
        }

        Candidate candidate = accepted(Raws.query("12345", query.substring(1), NOW));

        for (WireField field : WireField.values()) {
            String column = field == WireField.ID ? "event_id" : field.longName();
            assertThat(candidate.event().get(column)).as(column).isNotNull();
        }
        assertThat(candidate.event().getProperties()).isEmpty();
        assertThat(candidate.warnings().list()).isEmpty();
    }

    @Test
    void shouldKeepCustomPropertiesAndNameNearMisses() {
        Candidate candidate =
                accepted(Raws.query("12345", "username=Shippy&company=Curalate&campain_id=9&p.value=x", NOW));

        assertThat(candidate.event().getType()).isEqualTo("page_view");
        assertThat(candidate.event().getProperties())
                .containsExactlyInAnyOrderEntriesOf(
                        Map.of("username", "Shippy", "company", "Curalate", "campain_id", "9", "value", "x"));
        assertThat(candidate.warnings().list()).containsExactly("near_miss:campaign_id");
    }

    @Test
    void shouldFallBackToWhatTheRequestSays() {
        RawEvent raw = Raws.query("12345", "e=click", NOW);
        raw.setReferer(Raws.utf8("https://shop.example/käse"));
        raw.setAcceptLanguage(Raws.utf8("de-CH,de;q=0.9,*;q=0.5"));
        raw.setUserAgent(ByteBuffer.wrap("Bröwser".getBytes(StandardCharsets.ISO_8859_1)));
        raw.setGpc(true);

        Candidate candidate = accepted(raw);

        assertThat(candidate.event().getPageUrl()).isEqualTo("https://shop.example/käse");
        assertThat(candidate.event().getLanguage()).isEqualTo("de-CH");
        assertThat(candidate.event().getGpc()).isTrue();
        assertThat(HeaderText.of(candidate.headers().userAgent())).isEqualTo("Bröwser");
    }

    @Test
    void shouldPreferWhatTheClientSaysToWhatTheRequestSays() {
        RawEvent raw = Raws.query("12345", "url=https%3A%2F%2Fa.example%2F&lang=fr", NOW);
        raw.setReferer(Raws.utf8("https://b.example/"));
        raw.setAcceptLanguage(Raws.utf8("de"));

        Event event = accepted(raw).event();

        assertThat(event.getPageUrl()).isEqualTo("https://a.example/");
        assertThat(event.getLanguage()).isEqualTo("fr");
    }

    @Test
    void shouldComputeWhenItOccurredFromTheClientsOwnClock() {
        Event event = accepted(Raws.query("12345", "ct=1000&st=61000", NOW)).event();

        assertThat(event.getOccurredAt()).isEqualTo(NOW - 60_000);
        assertThat(event.getCreatedAt()).isEqualTo(1_000);
        assertThat(event.getSentAt()).isEqualTo(61_000);
    }

    @Test
    void shouldCarryThePayloadsWarningsOver() {
        assertThat(accepted(Raws.query("12345", "cid=1&cid=2&ti=%ff", NOW))
                        .warnings()
                        .list())
                .containsExactly("repeated:campaign_id", "not_utf8:page_title");
    }

    @Test
    void shouldBoundTheWarnings() {
        Warnings warnings = new Warnings();
        for (int i = 0; i < 100; i++) {
            warnings.add("w" + i);
        }
        Warnings longOnes = new Warnings();
        for (int i = 0; i < 31; i++) {
            longOnes.add(i + "x".repeat(1_000));
        }

        assertThat(warnings.list()).hasSize(Warnings.COUNT_MAX).endsWith("more_warnings");
        assertThat(Utf8.length(String.join("\",\"", longOnes.list())) + 4)
                .isLessThanOrEqualTo(EventColumn.WARNINGS.bytesMax());
        assertThat(longOnes.list()).last().isEqualTo("more_warnings");
    }

    @Test
    void shouldRememberWhereTheAddressWasSealed() {
        RawEvent raw = Raws.query("12345", "", NOW);
        raw.setAddress(new SealedAddress(20_775, new SealedBytes(new byte[16])));

        Candidate candidate = accepted(raw);

        assertThat(candidate.address()).isNotNull();
        assertThat(candidate.address().sequence()).isEqualTo(45); // 40 of the pack, 5 of the item
        assertThat(candidate.address().partition()).isEqualTo(3);
        assertThat(candidate.address().incarnation()).isEqualTo(7);
    }

    @Test
    void shouldRejectWhatOurOwnCodeCannotHandleAndSaySoWithoutItsText() {
        RawEvent raw = Raws.query("12345", "", NOW);
        raw.setPayload(null); // no decoder makes this; it stands for a bug of ours

        Decision decision = read(raw);

        assertThat(decision).isInstanceOfSatisfying(Decision.Refused.class, refused -> assertThat(refused.why())
                .isEqualTo(Refusal.EVENT_UNREADABLE));
        assertThat(errorLines)
                .singleElement()
                .asString()
                .contains("NullPointerException")
                .doesNotContain("because");
    }

    @Test
    void shouldNeverMakeAnEventThatItsTopicCannotTake() {
        StringBuilder query = new StringBuilder("eid=" + "i".repeat(64));
        for (WireField field : WireField.values()) {
            if (field.type() == WireField.Type.TEXT) {
                query.append('&').append(field.key()).append('=').append("x".repeat(field.bytesMax() + 1));
            }
        }
        query.append("&items=[\"").append("y".repeat(16_000)).append("\"]");
        for (int i = 0; query.length() < 65_000; i++) {
            query.append("&p").append(i).append('=').append("z".repeat(200));
        }
        RawEvent raw = Raws.query("12345", query.toString(), NOW);

        Event event = accepted(raw).event();

        int bytes = new AvroCodec<Event>(Event.getClassSchema(), new SchemaBook()).encode(event).length;
        assertThat(bytes).isGreaterThan(50_000).isLessThan(Topic.EVENTS.recordBytesMax() / 10);
    }

    private Candidate accepted(RawEvent raw) {
        Decision decision = read(raw);
        assertThat(decision).isInstanceOf(Decision.Accepted.class);
        return ((Decision.Accepted) decision).candidate();
    }

    private Decision read(RawEvent raw) {
        Origin origin = new Origin("firstlight.raw", 3, 99, 5, new byte[0]);
        return reader.read(HEADER, new PackReader.Item(5, raw, new byte[0], ""), origin, NOW);
    }
}
