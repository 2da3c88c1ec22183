package dev.firstlight.collector.event;

import static dev.firstlight.collector.event.Facts.bytes;
import static dev.firstlight.collector.event.Readers.event;
import static dev.firstlight.collector.event.Readers.json;
import static dev.firstlight.collector.event.Readers.query;
import static dev.firstlight.collector.event.Readers.refused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firstlight.collector.event.PixelPolicy.ConsentPolicy;
import dev.firstlight.collector.event.PixelPolicy.GpcPolicy;
import dev.firstlight.schema.DedupId;
import dev.firstlight.schema.Refusal;
import dev.firstlight.schema.avro.IdentityKind;
import dev.firstlight.schema.avro.RawEvent;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class HitReaderIdentityTest {

    private final HitReader reader = Readers.assuming();

    @Test
    void shouldMakeAnIdWhenThereIsNoneSoThatEachRequestCounts() {
        Hit.Event first = event(query(reader, "e=click"));
        Hit.Event second = event(query(reader, "e=click"));

        assertThat(first.raw().getEventIdMade()).isTrue();
        assertThat(UUID.fromString(first.raw().getEventId()).version()).isEqualTo(7);
        assertThat(first.dedupId()).isNotEqualTo(second.dedupId());
    }

    @Test
    void shouldTakeAnEmptyIdForNone() {
        assertThat(event(query(reader, "eid=%20")).raw().getEventIdMade()).isTrue();
    }

    @Test
    void shouldKeepTheClientsIdNormalised() {
        RawEvent raw = event(query(reader, "eid=%20cafe%CC%81%20")).raw();

        assertThat(raw.getEventId()).isEqualTo("caf\u00e9");
        assertThat(raw.getEventIdMade()).isFalse();
    }

    @Test
    void shouldSeeTheSameEventInQueryAndJson() {
        DedupId ofQuery = event(query(reader, "e=click&eid=abc")).dedupId();
        DedupId ofLongNames = event(query(reader, "event=click&id=abc")).dedupId();
        DedupId ofJson =
                event(json(reader, "{\"type\":\"click\",\"id\":\"abc\"}")).dedupId();

        assertThat(ofQuery).isEqualTo(ofJson).isEqualTo(ofLongNames);
    }

    @Test
    void shouldSeeTwoEventsInOneIdAtTwoPixels() {
        DedupId here = event(query(reader, "eid=abc")).dedupId();
        DedupId there = event(reader.readQuery("other", bytes("eid=abc"), Facts.plain()))
                .dedupId();

        assertThat(here).isNotEqualTo(there);
    }

    @Test
    void shouldLetTheFirstOfRepeatedKeysWin() {
        assertThat(event(query(reader, "eid=one&eid=two")).raw().getEventId()).isEqualTo("one");
    }

    @Test
    void shouldCountAnOrderOnceWhateverItsEventIds() {
        Hit.Event first = event(query(reader, "e=conversion&oid=A-17&eid=one"));
        Hit.Event again = event(query(reader, "e=conversion&oid=%20A-17&eid=two&goal=purchase"));

        assertThat(first.raw().getIdentity()).isEqualTo(IdentityKind.ORDER);
        assertThat(first.dedupId()).isEqualTo(again.dedupId());
        assertThat(again.raw().getEventId()).isEqualTo("two");
    }

    @Test
    void shouldTellTheGoalsOfOneOrderApart() {
        DedupId purchase = event(query(reader, "e=conversion&oid=A-17")).dedupId();
        DedupId signup =
                event(query(reader, "e=conversion&oid=A-17&goal=signup")).dedupId();

        assertThat(purchase).isNotEqualTo(signup);
    }

    @Test
    void shouldShareOrdersAmongThePixelsOfASite() {
        PixelPolicy shop = new PixelPolicy("shop", ConsentPolicy.ASSUMED, GpcPolicy.RECORDED);
        PixelPolicy own = new PixelPolicy("", ConsentPolicy.ASSUMED, GpcPolicy.RECORDED);
        HitReader ofSite = Readers.of(new PixelPolicy.Registry(Map.of("one", shop, "two", shop), own));
        byte[] order = bytes("e=conversion&oid=A-17");

        Hit.Event one = event(ofSite.readQuery("one", order, Facts.plain()));
        Hit.Event two = event(ofSite.readQuery("two", order, Facts.plain()));
        Hit.Event other = event(ofSite.readQuery("three", order, Facts.plain()));

        assertThat(one.raw().getSite()).isEqualTo("shop");
        assertThat(one.dedupId()).isEqualTo(two.dedupId()).isNotEqualTo(other.dedupId());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"undefined", "UNDEFINED", "null", "0", "000", "%7B%7Border_id%7D%7D", "%5Bobject%20Object%5D", ""
            })
    void shouldTakeAPlaceholderForNoOrderId(String placeholder) {
        Hit.Event first = event(query(reader, "e=conversion&oid=" + placeholder));
        Hit.Event second = event(query(reader, "e=conversion&oid=" + placeholder));

        assertThat(first.raw().getIdentity()).isEqualTo(IdentityKind.EVENT);
        assertThat(first.dedupId()).isNotEqualTo(second.dedupId());
    }

    @Test
    void shouldTakeTheOrderIdOfWhatIsNoConversionForAField() {
        assertThat(event(query(reader, "e=click&oid=A-17")).raw().getIdentity()).isEqualTo(IdentityKind.EVENT);
    }

    @Test
    void shouldTakeAnIdOf64BytesAndRefuseOneMore() {
        event(query(reader, "eid=" + "%C3%A9".repeat(32)));

        refused(query(reader, "eid=" + "%C3%A9".repeat(32) + "x"), Refusal.IDENTITY_TOO_LONG);
    }

    @ParameterizedTest
    @ValueSource(strings = {"eid=%ff", "goal=%ff", "e=conversion&oid=%ff"})
    void shouldRefuseAnIdentityThatIsNoText(String query) {
        refused(query(reader, query), Refusal.IDENTITY_NOT_TEXT);
    }
}
