package dev.firstlight.loadtest.bench.sink.corpus;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

final class IntakeTest {

    @Test
    void shouldBillEachRecordRoundedUpTo5KB() {
        Intake intake = Intake.NONE.plus(lines(5_120)).plus(lines(5_121)).plus(lines(1));

        assertThat(intake.records()).isEqualTo(3);
        assertThat(intake.bytes()).isEqualTo(10_242);
        assertThat(intake.billed()).isEqualTo(5_120 + 10_240 + 5_120);
        assertThat(intake.billedOverIdeal()).isEqualTo(20_480.0 / 10_242);
    }

    @Test
    void shouldCountRowsByTheirLineEnds() {
        Intake intake = Intake.NONE.plus("{}\n{}\n".getBytes(StandardCharsets.US_ASCII));

        assertThat(intake.rows()).isEqualTo(2);
        assertThat(intake.bytesPerRow()).isEqualTo(3);
    }

    @Test
    void shouldHaveNoFigureOfRecordsWhoseRowsRunIntoTheNext() {
        Intake intake = Intake.NONE.plus("{}".getBytes(StandardCharsets.US_ASCII));

        assertThat(intake.ragged()).isOne();
        assertThat(intake.billedOverIdeal()).isNaN();
    }

    @Test
    void shouldHaveNoFigureOfARecordOverTheLimit() {
        assertThat(Intake.NONE.plus(lines(1_024_001)).billedOverIdeal()).isNaN();
        assertThat(Intake.NONE.plus(lines(1_024_000)).billedOverIdeal()).isEqualTo(1);
    }

    private static byte[] lines(int bytes) {
        byte[] record = new byte[bytes];
        Arrays.fill(record, (byte) 'x');
        record[bytes - 1] = '\n';
        return record;
    }
}
