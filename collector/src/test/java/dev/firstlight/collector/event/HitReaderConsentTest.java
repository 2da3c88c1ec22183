package dev.firstlight.collector.event;

import static dev.firstlight.collector.event.Facts.bytes;
import static dev.firstlight.collector.event.Readers.event;
import static dev.firstlight.collector.event.Readers.json;
import static dev.firstlight.collector.event.Readers.query;
import static dev.firstlight.collector.event.Readers.refused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firstlight.collector.event.PixelPolicy.ConsentPolicy;
import dev.firstlight.collector.event.PixelPolicy.GpcPolicy;
import dev.firstlight.schema.Refusal;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class HitReaderConsentTest {

    /** A string of the Transparency and Consent Framework that consents to nothing, but for its first letter. */
    private static final String TCF_NO_REST = "OvFyGBOvFyGBAbAAAENAPCAAAAAAAAAAAAAAEEUACCKAAA";

    private static final String TCF_NO = "C" + TCF_NO_REST;
    private static final String TCF_YES =
            "COvFyGBOvFyGBAbAAAENAPCAAOAAAAAAAAAAAEEUACCKAAA.IFoEUQQgAIQwgIwQABAEAAAAOIAACAIAAAAQAIAg";

    private final HitReader assuming = Readers.assuming();
    private final HitReader requiring = Readers.under(ConsentPolicy.REQUIRED, GpcPolicy.RECORDED);
    private final HitReader honouring = Readers.under(ConsentPolicy.ASSUMED, GpcPolicy.HONOURED);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "cs=denied",
                "consent=DENIED",
                "cs=%20denied",
                "cs=%64enied:ads",
                "cs=denied&e=two%20words",
                "cs=deniedbyuser"
            })
    void shouldDeclineWhatSaysDenied(String query) {
        assertThat(query(assuming, query)).isInstanceOf(Hit.Declined.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"cs=G100", "cs=G1-0", "cs=%47100", "cs=+G100+", "cs=" + TCF_NO, "cs=%43" + TCF_NO_REST})
    void shouldDeclineWhatSaysNoInTheFormsOfOthers(String query) {
        assertThat(query(assuming, query)).isInstanceOf(Hit.Declined.class);
        assertThat(query(requiring, query)).isInstanceOf(Hit.Declined.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"cs=G110", "cs=G1-1", "cs=%47111", "cs=" + TCF_YES, "cs=not_required", "cs=granted%2Cads"})
    void shouldStoreWhatSaysYesInTheFormsOfOthersAlsoWhereConsentIsRequired(String query) {
        event(query(assuming, query));
        event(query(requiring, query));
    }

    @Test
    void shouldDeclineJsonThatSaysNoInTheFormsOfOthers() {
        assertThat(json(assuming, "{\"consent\":\"G100\"}")).isInstanceOf(Hit.Declined.class);
        assertThat(json(assuming, "{\"consent\":\"" + TCF_NO + "\"}")).isInstanceOf(Hit.Declined.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"cs=G100&x=%zz", "x=%zz&cs=%47100", "cs=G1%2D0&x=%", "x=%zz&cs=" + TCF_NO + ".IFoE"})
    void shouldKeepNothingUnreadableThatMaySayNoInTheFormsOfOthers(String query) {
        assertThat(refused(query(assuming, query), Refusal.QUERY_MALFORMED).kept())
                .isNull();
    }

    @Test
    void shouldKeepWhatIsUnreadableAndSaysYesInTheFormsOfOthers() {
        assertThat(refused(query(assuming, "cs=G111&x=%zz"), Refusal.QUERY_MALFORMED)
                        .kept())
                .isNotNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "e=click&cs=granted", "cs=denied", "x=%zz"})
    void shouldDeclineWhateverComesAtAPausedPixel(String query) {
        PixelPolicy paused =
                new PixelPolicy("", ConsentPolicy.ASSUMED, GpcPolicy.RECORDED, PixelPolicy.Status.PAUSED, Origins.ANY);
        HitReader reader = Readers.of(new PixelPolicy.Registry(Map.of(), paused));

        assertThat(query(reader, query)).isEqualTo(new Hit.Declined(true));
        assertThat(json(reader, "{}")).isEqualTo(new Hit.Declined(true));
        assertThat(reader.refuse(Refusal.JSON_MALFORMED, "", "12345", bytes("{"), Facts.plain()))
                .isEqualTo(new Hit.Refused(Refusal.JSON_MALFORMED, "", null));
    }

    @Test
    void shouldDeclineJsonThatSaysDenied() {
        assertThat(json(assuming, "{\"consent\":\"\\u0064enied\"}")).isInstanceOf(Hit.Declined.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "cs=", "cs=unknown", "cs=granted", "cs=not-required", "cs=G1--", "cs=G112", "cs=yes"})
    void shouldStoreWhatDoesNotSayNoWhereConsentIsAssumed(String query) {
        event(query(assuming, query));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "cs=", "cs=unknown", "cs=yes", "cs=G1--", "cs=G112", "cs=grantedx", "cs=granted%78"})
    void shouldDeclineWhatDoesNotSayYesWhereConsentIsRequired(String query) {
        assertThat(query(requiring, query)).isInstanceOf(Hit.Declined.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"cs=granted", "cs=Granted:analytics", "cs=not-required"})
    void shouldStoreWhatSaysYesWhereConsentIsRequired(String query) {
        event(query(requiring, query));
    }

    @Test
    void shouldDeclineGpcOnlyWhereThePolicyHonoursIt() {
        byte[] hit = bytes("e=click");

        assertThat(honouring.readQuery("12345", hit, Facts.withGpc())).isInstanceOf(Hit.Declined.class);
        assertThat(event(assuming.readQuery("12345", hit, Facts.withGpc()))
                        .raw()
                        .getGpc())
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"gpc=1", "gpc=true", "gpc=%20TRUE%20"})
    void shouldHonourGpcInTheQuery(String query) {
        assertThat(query(honouring, query)).isInstanceOf(Hit.Declined.class);
    }

    @Test
    void shouldStoreWhatSaysThatThereIsNoGpc() {
        event(query(honouring, "gpc=0"));
        event(json(honouring, "{\"gpc\":false}"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "cs=denied&x=%zz",
                "x=%zz&cs=denied",
                "cs=%64%65nied&x=%zz",
                "cs=DEN%49ED&x=%",
                "%63s=denied&x=%00",
                "cs=%64enied&x=%00"
            })
    void shouldKeepNothingOfAnUnreadableQueryThatMaySayNo(String query) {
        assertThat(((Hit.Refused) query(assuming, query)).kept()).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"consent\":\"denied\"",
                "{\"consent\":\"\\u0064enied\",",
                "{\"consent\":\"d\\u0065n\\u0069ed\"} trailing",
                "{\"consent\":\"denied\",\"x\":\"\\u0000\"}"
            })
    void shouldKeepNothingOfUnreadableJsonThatMaySayNo(String json) {
        assertThat(((Hit.Refused) json(assuming, json)).kept()).isNull();
    }

    @Test
    void shouldKeepNothingOfABodyInUtf16ThatSaysNo() {
        byte[] body = "{\"consent\":\"denied\"}".getBytes(StandardCharsets.UTF_16BE);

        Hit hit = assuming.refuse(Refusal.JSON_MALFORMED, "not UTF-8", "12345", body, Facts.plain());

        assertThat(refused(hit, Refusal.JSON_MALFORMED).kept()).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"gpc=1&x=%zz", "%67pc=1&x=%zz", "x=%zz&gpc=true"})
    void shouldKeepNothingUnreadableThatMayCarryGpcWhereItIsHonoured(String query) {
        assertThat(refused(query(honouring, query), Refusal.QUERY_MALFORMED).kept())
                .isNull();
        assertThat(refused(query(assuming, query), Refusal.QUERY_MALFORMED).kept())
                .isNotNull();
    }

    @Test
    void shouldKeepNothingUnreadableUnderTheHeaderWhereItIsHonoured() {
        Hit hit = honouring.readQuery("12345", bytes("x=%"), Facts.withGpc());

        assertThat(refused(hit, Refusal.QUERY_MALFORMED).kept()).isNull();
    }

    @Test
    void shouldKeepNothingUnreadableWhereConsentIsRequired() {
        assertThat(refused(query(requiring, "cs=granted&x=%"), Refusal.QUERY_MALFORMED)
                        .kept())
                .isNull();
    }

    @Test
    void shouldKeepNothingOfAnEventTooLargeThatSaysNoBeyondItsHead() {
        String large = "{\"x\":\"" + "y".repeat(70_000) + "\",\"consent\":\"denied\"}";

        assertThat(refused(json(assuming, large), Refusal.EVENT_TOO_LARGE).kept())
                .isNull();
    }
}
