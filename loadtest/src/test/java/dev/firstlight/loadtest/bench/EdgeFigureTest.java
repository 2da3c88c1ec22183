package dev.firstlight.loadtest.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class EdgeFigureTest {

    @ParameterizedTest
    @EnumSource(EdgeFigure.class)
    void shouldBeFoundAgainByTheNameThatIsPrinted(EdgeFigure figure) {
        assertThat(EdgeFigure.of(figure.once(1, "beside nothing"))).isEqualTo(figure);
    }
}
