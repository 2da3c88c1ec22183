package dev.firstlight.collector.log;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.luben.zstd.ZstdCompressCtx;
import dev.firstlight.collector.meter.CollectorMeter;
import dev.firstlight.schema.PackCompressor;
import dev.firstlight.schema.avro.RawPack;
import java.lang.reflect.Field;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** Packs that cannot be finished, as when native memory is short: here since their compressor has been closed behind the packer's back. */
final class PackerFailingEndTest {

    private static final int LARGE = 1_048_576;

    private final PackerRig rig = new PackerRig(
            1,
            new PackConfig(3, LARGE, Duration.ofMillis(5), AckPolicy.DURABLE, OptionalInt.of(1)),
            Path.of("no-such-keys"));
    private final Map<Field, Object> whole = new HashMap<>();

    @Test
    void shouldGiveUpAPackThatCannotBeFinishedAndTellAllOfIt() throws ReflectiveOperationException {
        breakCompressor();

        rig.append(1_000);
        rig.keep();
        rig.append(1_000);
        assertThat(rig.outcomes).isEmpty(); // never within append
        rig.loop.runTasks();

        assertThat(rig.outcomes).containsExactly(Outcome.GIVEN_UP, Outcome.GIVEN_UP, Outcome.GIVEN_UP);
        assertThat(rig.log.packs).isEmpty();
        assertThat(rig.meters.count(CollectorMeter.PACKS_TURNED_AWAY)).isEqualTo(1);
        assertThat(rig.meters.count(CollectorMeter.PACKS_HANDED_OVER)).isZero();
        assertThat(rig.packer.abandonedEvents()).isEqualTo(2); // what was kept of a refusal is no event
        assertThat(rig.packer.oldestUnsettledMs(-1)).isEqualTo(-1);
    }

    @Test
    void shouldGoOnWithTheSequenceAndExplainTheGapBehindAPackThatCouldNotBeFinished()
            throws ReflectiveOperationException {
        breakCompressor();
        fillPack();
        mendCompressor();

        fillPack();
        fillPack();

        RawPack first = rig.log.read(0).header();
        assertThat(first.getFirstSequence()).isEqualTo(3);
        assertThat(first.getAbandonedTotal()).isEqualTo(3);
        assertThat(rig.log.read(0).items()).hasSize(3);
        assertThat(rig.log.read(1).header().getFirstSequence()).isEqualTo(6);
        assertThat(rig.log.read(1).header().getAbandonedTotal()).isEqualTo(3);
    }

    private void fillPack() {
        rig.append(1_000);
        rig.append(1_000);
        rig.append(1_000);
    }

    private void breakCompressor() throws ReflectiveOperationException {
        ZstdCompressCtx closed = new ZstdCompressCtx();
        closed.close();
        for (Field field : PackCompressor.class.getDeclaredFields()) {
            if (field.getType() == ZstdCompressCtx.class) {
                field.setAccessible(true);
                whole.put(field, field.get(compressor()));
                field.set(compressor(), closed);
            }
        }
        assertThat(whole).isNotEmpty();
    }

    private void mendCompressor() throws ReflectiveOperationException {
        for (Map.Entry<Field, Object> field : whole.entrySet()) {
            field.getKey().set(compressor(), field.getValue());
        }
    }

    private Object compressor() throws ReflectiveOperationException {
        for (Field field : Packer.class.getDeclaredFields()) {
            if (field.getType() == PackCompressor.class) {
                field.setAccessible(true);
                return field.get(rig.packer);
            }
        }
        throw new AssertionError("the packer has no compressor");
    }
}
