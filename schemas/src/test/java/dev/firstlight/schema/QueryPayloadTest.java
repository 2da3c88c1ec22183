package dev.firstlight.schema;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstlight.runtime.Seeded;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

final class QueryPayloadTest {

    @Test
    void shouldTakeShortKeyLongNameAndAliasForTheSameField() {
        for (String query : new String[] {"e=click&cid=123", "event=click&campaign_id=123", "type=click&cid=123"}) {
            Payload payload = read(query);

            assertThat(payload.get(WireField.TYPE)).isEqualTo("click");
            assertThat(payload.get(WireField.CAMPAIGN_ID)).isEqualTo("123");
            assertThat(payload.warnings()).isEmpty();
        }
    }

    @Test
    void shouldTakeEverythingElseForACustomPropertyInItsOrder() {
        Payload payload = read("username=Shippy&company=Curalate&position=engineer");

        assertThat(payload.properties().keySet()).containsExactly("username", "company", "position");
        assertThat(payload.properties()).containsEntry("company", "Curalate");
        assertThat(payload.fields()).isEmpty();
    }

    @Test
    void shouldTakeAPrefixedKeyForAPropertyEvenWhenItsNameIsAField() {
        Payload payload = read("p.type=big&p.=nameless&p.p.x=1");

        assertThat(payload.get(WireField.TYPE)).isNull();
        assertThat(payload.properties()).containsEntry("type", "big").containsEntry("p.x", "1");
        assertThat(payload.warnings()).containsExactly("property_without_name");
    }

    @Test
    void shouldTakeTheFirstOfRepeatedKeysAndSaySo() {
        Payload payload = read("eid=a&id=b&x=1&x=2");

        assertThat(payload.get(WireField.ID)).isEqualTo("a");
        assertThat(payload.properties()).containsEntry("x", "1");
        assertThat(payload.warnings()).containsExactly("repeated:id", "repeated_property");
    }

    @Test
    void shouldDecodeEscapesPlusAndUtf8() {
        Payload payload = read("ti=a+b%20c%2Bd%C3%A9&%63id=1%26&flag&empty=&&=x");

        assertThat(payload.get(WireField.PAGE_TITLE)).isEqualTo("a b c+dé");
        assertThat(payload.get(WireField.CAMPAIGN_ID)).isEqualTo("1&");
        assertThat(payload.properties()).containsEntry("flag", "").containsEntry("empty", "");
        assertThat(payload.refusal()).isNull();
    }

    @Test
    void shouldRefuseAPercentSignWithoutTwoHexDigits() {
        for (String query : new String[] {"a=%", "a=%4", "a=%zz", "a=%4g", "%=a", "a=1&b=%C3%", "a=%+1", "a=%-1"}) {
            assertThat(read(query).refusal()).as(query).isEqualTo(Refusal.QUERY_MALFORMED);
        }
    }

    @Test
    void shouldRefuseNulEscapedOrNot() {
        assertThat(read("a=%00").refusal()).isEqualTo(Refusal.NUL_BYTE);
        assertThat(read("%00=a").refusal()).isEqualTo(Refusal.NUL_BYTE);
        assertThat(read("a=\0").refusal()).isEqualTo(Refusal.NUL_BYTE);
    }

    @Test
    void shouldKeepBytesThatAreNotUtf8AndSaySo() {
        Payload payload = read("ti=%FF%FE&x=%C3&eid=%ED%A0%80");

        assertThat(payload.refusal()).isNull();
        assertThat(payload.isNotText(WireField.PAGE_TITLE)).isTrue();
        assertThat(payload.isNotText(WireField.ID)).isTrue();
        assertThat(payload.get(WireField.PAGE_TITLE)).contains("\uFFFD");
        assertThat(payload.warnings()).containsExactly("not_utf8:page_title", "not_utf8_property", "not_utf8:id");
    }

    @Test
    void shouldBoundPropertiesInNumberNameAndBytes() {
        StringBuilder many = new StringBuilder("x".repeat(WireField.PROPERTY_NAME_BYTES_MAX + 1) + "=1");
        for (int i = 0; i < 2 * WireField.PROPERTIES_MAX; i++) {
            many.append("&k").append(i).append("=v");
        }
        Payload payload = read(many.toString());
        Payload large = read("a=" + "x".repeat(WireField.PROPERTIES_BYTES_MAX) + "&b=1");

        assertThat(payload.properties()).hasSize(WireField.PROPERTIES_MAX).doesNotContainKey("xxx");
        assertThat(payload.warnings()).containsExactly("properties_left_out");
        assertThat(large.properties()).containsOnlyKeys("b");
    }

    @Test
    void shouldReadAnyBytesOrRefuseThem() {
        Seeded.repeat(2_000, random -> {
            byte[] bytes = new byte[random.nextInt(64)];
            random.nextBytes(bytes);
            for (int i = 0; i < bytes.length; i++) {
                if (random.nextInt(3) == 0) {
                    bytes[i] = (byte) "&=%+pe".charAt(random.nextInt(6));
                }
            }

            Payload payload = QueryPayload.read(bytes);

            assertThat(payload.refusal()).isIn((Object) null, Refusal.QUERY_MALFORMED, Refusal.NUL_BYTE);
        });
    }

    private static Payload read(String query) {
        return QueryPayload.read(query.getBytes(StandardCharsets.UTF_8));
    }
}
