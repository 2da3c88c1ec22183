package dev.firstlight.collector.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstlight.collector.meter.CollectorMeter;
import dev.firstlight.runtime.Seeded;
import dev.firstlight.schema.AddressKeys;
import dev.firstlight.schema.DedupId;
import dev.firstlight.schema.EventSlices;
import dev.firstlight.schema.RawEvents;
import dev.firstlight.schema.Refusal;
import dev.firstlight.schema.avro.RawEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same events by objects and by slices: the same packs, the same outcomes. */
final class PackerSlicesTest {

    private static final long DAY_MS = 86_400_000;

    @TempDir
    private Path keys;

    @Test
    void shouldMakeTheSamePacksOfSlicesAsOfObjectsWhereverAddressesAreSealed() throws IOException {
        writeKey();
        Seeded.repeat(50, random -> {
            PackConfig config = new PackConfig(
                    1 + random.nextInt(6), 500 + random.nextInt(2_000), Duration.ofMillis(5), AckPolicy.DURABLE);
            int partitions = 1 + random.nextInt(4);
            PackerRig byObjects = new PackerRig(partitions, config, keys);
            PackerRig bySlices = new PackerRig(partitions, config, keys);

            feed(random, byObjects, bySlices);

            assertThat(packs(bySlices)).isNotEmpty().isEqualTo(packs(byObjects));
            assertThat(bySlices.meters.count(CollectorMeter.ADDRESSES_WITHOUT_KEY))
                    .isEqualTo(byObjects.meters.count(CollectorMeter.ADDRESSES_WITHOUT_KEY));
        });
    }

    @Test
    void shouldTellWhoWaitsOnceForEachEventOfSlicesAndNeverBeforeItIsAppended() {
        PackerRig rig = PackerRig.closingAt(2, 65_536);
        EventSlices slices = new EventSlices();
        List<Outcome> told = new ArrayList<>();
        Waiting waiting = told::add;
        for (int i = 0; i < 2; i++) {
            RawEvents.slice(RawEvents.random(new Random(i)), new Random(i), slices);
            rig.packer.append(slices, null, waiting);
        }

        assertThat(told).isEmpty();
        rig.log.packs.get(0).onDone().accept(Outcome.DURABLE);
        rig.loop.runTasks();

        assertThat(told).containsExactly(Outcome.DURABLE, Outcome.DURABLE);
    }

    /** Both the same, a log that is full now and then included. */
    private static void feed(Random random, PackerRig byObjects, PackerRig bySlices) {
        EventSlices slices = new EventSlices();
        for (int i = 0; i < 60; i++) {
            RawEvent raw = RawEvents.random(random);
            raw.setAddress(null);
            raw.setReceivedAt(PackerRig.NOW.toEpochMilli() + (random.nextInt(8) == 0 ? DAY_MS : 0));
            byte[] address = address(random);
            boolean isFull = random.nextInt(10) == 0;
            byObjects.log.isFull = isFull;
            bySlices.log.isFull = isFull;
            RawEvents.slice(raw, random, slices);
            slices.hasAddress = random.nextBoolean();

            bySlices.packer.append(slices, address, bySlices.outcomes::add);
            byObjects.packer.append(raw, DedupId.of(raw.getDedupId().bytes()), address, byObjects.outcomes::add);

            if (random.nextInt(5) == 0) {
                Refusal why = Refusal.values()[random.nextInt(Refusal.values().length)];
                byObjects.totals.refuse(why);
                bySlices.totals.refuse(why);
            }
        }
        byObjects.log.isFull = false;
        bySlices.log.isFull = false;
        byObjects.packer.finish();
        bySlices.packer.finish();
    }

    private static List<String> packs(PackerRig rig) {
        return rig.log.packs.stream()
                .map(pack -> HexFormat.of().formatHex(pack.bytes()))
                .toList();
    }

    private static byte @Nullable [] address(Random random) {
        if (random.nextInt(4) == 0) {
            return null;
        }
        byte[] address = new byte[16];
        random.nextBytes(address);
        return address;
    }

    private void writeKey() throws IOException {
        byte[] key = new byte[AddressKeys.FILE_BYTES];
        new Random(7).nextBytes(key);
        Files.write(AddressKeys.fileOf(keys, (int) (PackerRig.NOW.toEpochMilli() / DAY_MS)), key);
    }
}
