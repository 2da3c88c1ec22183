package dev.firstlight.stream.decode;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NearMissTest {

    @ParameterizedTest
    @CsvSource({
        "campain_id, campaign_id",
        "campaignn_id, campaign_id",
        "campiagn_id, campaign_id",
        "order-id, order_id",
        "orderId, order_id",
        "Coupon, coupon",
        "item, items",
        "valeu, value",
        "evnt, event",
        "xpage_url, page_url"
    })
    void shouldNameTheFieldThatWasMeant(String property, String known) {
        assertThat(NearMiss.of(property)).isEqualTo(known);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"username", "company", "position", "goals", "tests", "ids", "", "a", "campan_idd", "vlaues"})
    void shouldLeaveOtherNamesAlone(String property) {
        assertThat(NearMiss.of(property)).isNull();
    }

    @Test
    void shouldNotWarnAboutAPropertyThatIsNamedLikeAFieldOnPurpose() {
        assertThat(NearMiss.of("campaign_id")).isNull();
    }
}
