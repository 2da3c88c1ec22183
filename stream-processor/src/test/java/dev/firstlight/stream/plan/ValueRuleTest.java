package dev.firstlight.stream.plan;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.re2j.Pattern;
import java.math.BigDecimal;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ValueRuleTest {

    @ParameterizedTest
    @ValueSource(strings = {"1", "-5", "007", "9223372036854775807"})
    void shouldTakeWholeNumbers(String text) {
        assertThat(new ValueRule.Whole(null, null).accepts(text)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-", "+5", "1.0", "1e3", " 1", "٣", "0x1", "9223372036854775808", "NaN"})
    void shouldTakeNothingElseForAWholeNumber(String text) {
        assertThat(new ValueRule.Whole(null, null).accepts(text)).isFalse();
        assertThat(new ValueRule.Whole(null, null).accepts("1".repeat(1_000_000)))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "-5.50", "+7", ".5", "5.", "0.1000000000000000000000000000000000000"})
    void shouldTakeDecimals(String text) {
        assertThat(new ValueRule.Decimal(null, null).accepts(text)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "-.", "1,5", "1.2.3", "1e3", "NaN", "Infinity", "1 000", "--1"})
    void shouldTakeNothingElseForADecimal(String text) {
        assertThat(new ValueRule.Decimal(null, null).accepts(text)).isFalse();
        assertThat(new ValueRule.Decimal(null, null).accepts("1".repeat(1_000_000)))
                .isFalse();
    }

    @Test
    void shouldHoldNumbersToTheirBoundsExactly() {
        ValueRule whole = new ValueRule.Whole(-1L, 5L);
        ValueRule decimal = new ValueRule.Decimal(new BigDecimal("0.01"), new BigDecimal("100"));

        assertThat(whole.accepts("-1")).isTrue();
        assertThat(whole.accepts("5")).isTrue();
        assertThat(whole.accepts("-2")).isFalse();
        assertThat(whole.accepts("6")).isFalse();
        assertThat(decimal.accepts("0.010")).isTrue();
        assertThat(decimal.accepts("100.00")).isTrue();
        assertThat(decimal.accepts("0.0099999999999999999")).isFalse();
        assertThat(decimal.accepts("100.0000000000000000001")).isFalse();
    }

    @Test
    void shouldCountCharactersAndNotBytesNorHalves() {
        ValueRule text = new ValueRule.Text(3, null);

        assertThat(text.accepts("ÄÖÜ")).isTrue();
        assertThat(text.accepts("🛒🛒🛒")).isTrue();
        assertThat(text.accepts("🛒🛒🛒🛒")).isFalse();
        assertThat(text.accepts("abcd")).isFalse();
    }

    @Test
    void shouldMatchAPatternFromBeginningToEnd() {
        ValueRule text = new ValueRule.Text(Integer.MAX_VALUE, Pattern.compile("[a-z]+-\\d{2}"));

        assertThat(text.accepts("ab-12")).isTrue();
        assertThat(text.accepts("ab-123")).isFalse();
        assertThat(text.accepts("\nab-12")).isFalse();
    }

    @Test
    void shouldNotBeStoppedByATextMadeForAPatternThatTriesAgain() {
        ValueRule text = new ValueRule.Text(Integer.MAX_VALUE, Pattern.compile("(a+)+(a+)+(a|aa)*b"));

        assertThat(text.accepts("a".repeat(60_000))).isFalse(); // one that tries again does not end in a year
    }

    @Test
    void shouldKnowFlagsAndListedValues() {
        assertThat(new ValueRule.Flag().accepts("TRUE")).isTrue();
        assertThat(new ValueRule.Flag().accepts("0")).isTrue();
        assertThat(new ValueRule.Flag().accepts("yes")).isFalse();
        assertThat(new ValueRule.OneOf(Set.of("s", "m")).accepts("s")).isTrue();
        assertThat(new ValueRule.OneOf(Set.of("s", "m")).accepts("S")).isFalse();
    }
}
