package dev.firstlight.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firstlight.runtime.Seeded;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class PackerTest {

    private static final int RECORD_MAX = 1_000 * 1_024;

    private final Packer packer = new Packer(PackLimits.FIREHOSE);

    @Test
    void shouldFillARecordToTheLastByte() {
        packer.add(new byte[RECORD_MAX - 10], null);
        packer.add(new byte[10], null);

        List<List<RowRecord>> calls = packer.finish();

        assertThat(calls).hasSize(1);
        assertThat(calls.get(0)).singleElement().satisfies(record -> {
            assertThat(record.bytes()).hasSize(RECORD_MAX);
            assertThat(record.rows()).isEqualTo(2);
        });
    }

    @Test
    void shouldBeginTheNextRecordWhenOneByteWouldBeTooMany() {
        packer.add(new byte[RECORD_MAX - 10], null);
        packer.add(new byte[11], null);

        List<List<RowRecord>> calls = packer.finish();

        assertThat(calls).hasSize(1);
        assertThat(calls.get(0)).extracting(record -> record.bytes().length).containsExactly(RECORD_MAX - 10, 11);
    }

    @Test
    void shouldTakeALineOfExactlyARecordAndRefuseALongerOne() {
        packer.add(new byte[RECORD_MAX], null);

        assertThatThrownBy(() -> packer.add(new byte[RECORD_MAX + 1], null))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(packer.finish()).hasSize(1);
    }

    @Test
    void shouldBeginTheNextCallAtFourMebibytes() {
        for (int i = 0; i < 5; i++) {
            packer.add(new byte[RECORD_MAX], null);
        }

        List<List<RowRecord>> calls = packer.finish();

        assertThat(calls).extracting(List::size).containsExactly(4, 1);
    }

    @Test
    void shouldFillACallToTheLastByte() {
        Packer small = new Packer(new PackLimits(10, 30, 500, Duration.ZERO));
        for (int i = 0; i < 6; i++) {
            small.add(new byte[10], null);
        }

        assertThat(small.finish()).extracting(List::size).containsExactly(3, 3);
    }

    @Test
    void shouldBeginTheNextCallAtFiveHundredRecords() {
        Packer small = new Packer(new PackLimits(10, 1 << 20, 500, Duration.ZERO));
        for (int i = 0; i < 501; i++) {
            small.add(new byte[6], null);
        }

        assertThat(small.finish()).extracting(List::size).containsExactly(500, 1);
    }

    @Test
    void shouldLoseNothingKeepOrderAndExceedNoLimit() {
        Seeded.repeat(200, random -> {
            PackLimits limits = limits(random);
            Packer some = new Packer(limits);
            ByteArrayOutputStream added = new ByteArrayOutputStream();
            int rows = random.nextInt(300);
            for (int i = 0; i < rows; i++) {
                byte[] line = new byte[1 + random.nextInt(limits.recordBytesMax())];
                random.nextBytes(line);
                some.add(line, null);
                added.writeBytes(line);
            }

            List<List<RowRecord>> calls = some.finish();

            ByteArrayOutputStream packed = new ByteArrayOutputStream();
            int packedRows = 0;
            for (List<RowRecord> call : calls) {
                assertThat(call).isNotEmpty().hasSizeLessThanOrEqualTo(limits.callRecordsMax());
                assertThat(call.stream()
                                .mapToInt(record -> record.bytes().length)
                                .sum())
                        .isLessThanOrEqualTo(limits.callBytesMax());
                for (RowRecord record : call) {
                    assertThat(record.place()).isEqualTo(call.indexOf(record));
                    assertThat(record.bytes()).hasSizeBetween(1, limits.recordBytesMax());
                    packed.writeBytes(record.bytes());
                    packedRows += record.rows();
                }
            }
            assertThat(Arrays.equals(packed.toByteArray(), added.toByteArray())).isTrue();
            assertThat(packedRows).isEqualTo(rows);
        });
    }

    private static PackLimits limits(Random random) {
        int recordMax = 1 + random.nextInt(64);
        return new PackLimits(recordMax, recordMax + random.nextInt(256), 1 + random.nextInt(8), Duration.ZERO);
    }
}
