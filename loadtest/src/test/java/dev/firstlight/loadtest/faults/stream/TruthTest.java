package dev.firstlight.loadtest.faults.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstlight.schema.DedupId;
import dev.firstlight.schema.avro.DedupIdBytes;
import dev.firstlight.schema.avro.IdentityKind;
import dev.firstlight.schema.avro.PayloadForm;
import dev.firstlight.schema.avro.RawEvent;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The truth itself, on logs written by hand; and that the feed writes all it is meant to. */
class TruthTest {

    private static final long MINUTE = WrittenLog.NOW_MS / 60_000;
    private static final Promises NEITHER = new Promises(false, false);
    private static final Promises BOTH = new Promises(true, true);

    private final WrittenLog log = new WrittenLog();

    @Test
    void shouldTakeTheFirstOfEachIdentityAndCountTheOthers() {
        log.append(0, WrittenLog.pack(0, event("a", "e=click"), event("a", "e=click"), event("b", "e=click")));
        log.append(0, WrittenLog.pack(3, event("b", "e=click")));

        Outcome truth = Truth.of(log.records(), NEITHER);

        assertThat(truth.events())
                .containsOnly(
                        Map.entry(identity("a"), List.of(new Place(0, 0, 0))),
                        Map.entry(identity("b"), List.of(new Place(0, 0, 2))));
        assertThat(truth.ledger())
                .containsOnly(Map.entry(
                        new Cell(0, "12345", MINUTE), Map.of("accepted", 4L, "unique", 2L, "repeated.event_id", 2L)));
    }

    @Test
    void shouldNotLetARefusalTakeAnIdentity() {
        log.append(0, WrittenLog.pack(0, event("a", "e=no+type"), event("a", "e=click")));

        Outcome truth = Truth.of(log.records(), NEITHER);

        assertThat(truth.events()).containsOnly(Map.entry(identity("a"), List.of(new Place(0, 0, 1))));
        assertThat(truth.rejects()).containsOnly(Map.entry(new Place(0, 0, 0), List.of("type_malformed")));
    }

    @Test
    void shouldCountARecordThatIsNoPackUnderNoPixelInTheLogsMinute() {
        log.append(0, null);
        log.append(2, new byte[] {1, 2, 3});

        Outcome truth = Truth.of(log.records(), NEITHER);

        assertThat(truth.rejects().values()).containsOnly(List.of("record_unreadable"));
        assertThat(truth.ledger())
                .containsOnly(
                        Map.entry(new Cell(0, "", MINUTE), Map.of("unreadable_record", 1L)),
                        Map.entry(new Cell(2, "", MINUTE), Map.of("unreadable_record", 1L)));
    }

    @Test
    void shouldTellAPackThatWasThereBeforeByItsNumbersWhereThatIsPromised() {
        byte[] pack = WrittenLog.pack(0, event("a", "e=click"), event("b", "a=%zz"));
        log.append(0, pack);
        log.append(0, WrittenLog.pack(4, event("c", "e=click"))); // two are missing,
        log.append(0, pack);
        log.append(0, WrittenLog.pack(2, event("d", "e=click"), event("a", "e=click"))); // and come late

        assertThat(Truth.of(log.records(), NEITHER).rejects()).hasSize(2);
        Outcome told = Truth.of(log.records(), BOTH);
        assertThat(told.rejects()).containsOnly(Map.entry(new Place(0, 0, 1), List.of("query_malformed")));
        assertThat(told.events().keySet()).containsExactlyInAnyOrder(identity("a"), identity("c"), identity("d"));
        assertThat(told.ledger())
                .containsOnly(Map.entry(
                        new Cell(0, "12345", MINUTE),
                        Map.of(
                                "accepted", 7L,
                                "unique", 3L,
                                "repeated.replayed_pack", 2L,
                                "repeated.event_id", 1L,
                                "refused.query_malformed", 1L)));
    }

    @Test
    void shouldKeepTheOrderOfAnotherEventWhereThatIsPromised() {
        log.append(0, WrittenLog.pack(0, order("a", "A-1"), order("a", "A-1"), order("b", "A-1")));

        assertThat(Truth.of(log.records(), NEITHER).rejects()).isEmpty();
        Outcome kept = Truth.of(log.records(), BOTH);
        assertThat(kept.events()).hasSize(1);
        assertThat(kept.rejects()).containsOnly(Map.entry(new Place(0, 0, 2), List.of("repeat_order")));
        assertThat(kept.ledger().values()).allSatisfy(counts -> assertThat(counts)
                .containsEntry("repeated.order_id", 1L)
                .containsEntry("repeated.event_id", 1L));
    }

    @Test
    void shouldBeFedWithEverythingThatThereIs() {
        Outcome truth = Truth.of(WrittenLog.ofFeed(1, 5_000).records(), NEITHER);

        assertThat(truth.sums())
                .contains(
                        "unique",
                        "repeated.event_id",
                        "repeated.order_id",
                        "refused.query_malformed",
                        "refused.nul_byte",
                        "refused.json_malformed",
                        "refused.type_malformed",
                        "refused.item_unreadable",
                        "refused_at_edge",
                        "unreadable_record");
        assertThat(truth.ledger().keySet()).extracting(Cell::pixel).contains("shop-de", "shop-fr", "blog", "mail", "");
        assertThat(truth.ledger().keySet()).anyMatch(cell -> cell.minute() < MINUTE - 60);
    }

    private static String identity(String id) {
        return DedupId.ofEvent("12345", id).hex();
    }

    private static RawEvent event(String id, String query) {
        return item(id, query, DedupId.ofEvent("12345", id), IdentityKind.EVENT);
    }

    private static RawEvent order(String id, String order) {
        return item(id, "e=conversion&oid=" + order, DedupId.ofOrder("12345", "purchase", order), IdentityKind.ORDER);
    }

    private static RawEvent item(String id, String query, DedupId identity, IdentityKind kind) {
        RawEvent raw = new RawEvent();
        raw.setReceivedAt(WrittenLog.NOW_MS);
        raw.setPixelId("12345");
        raw.setSite("12345");
        raw.setDedupId(new DedupIdBytes(identity.bytes()));
        raw.setIdentity(kind);
        raw.setEventId(id);
        raw.setEventIdMade(false);
        raw.setForm(PayloadForm.QUERY);
        raw.setPayload(ByteBuffer.wrap(query.getBytes(StandardCharsets.UTF_8)));
        return raw;
    }
}
