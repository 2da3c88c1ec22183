package dev.firstlight.schema;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MinorUnitsTest {

    @ParameterizedTest
    @CsvSource({
        "EUR, 2", "USD, 2", "JPY, 0", "KRW, 0", "KWD, 3", "TND, 3", "CLF, 4", "UYW, 4", "DEM, 2", "XCG, 2", "ZWG, 2"
    })
    void shouldKnowTheDigitsOfACurrency(String currency, int digits) {
        assertThat(MinorUnits.of(currency)).isEqualTo(digits);
    }

    @Test
    void shouldTellWhatHasNoMinorUnitFromWhatIsNoCurrency() {
        assertThat(MinorUnits.of("XAU")).isEqualTo(MinorUnits.NONE);
        assertThat(MinorUnits.of("XXX")).isEqualTo(MinorUnits.NONE);
        assertThat(MinorUnits.of("ZZZ")).isEqualTo(MinorUnits.UNKNOWN);
        assertThat(MinorUnits.of("eur")).isEqualTo(MinorUnits.UNKNOWN);
        assertThat(MinorUnits.of("")).isEqualTo(MinorUnits.UNKNOWN);
    }
}
