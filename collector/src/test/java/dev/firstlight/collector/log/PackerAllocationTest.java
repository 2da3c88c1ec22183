package dev.firstlight.collector.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstlight.collector.log.EventLog.Offer;
import dev.firstlight.collector.meter.CollectorMeter;
import dev.firstlight.runtime.Allocated;
import dev.firstlight.runtime.Meters;
import dev.firstlight.runtime.TestClock;
import dev.firstlight.schema.AddressKeys;
import dev.firstlight.schema.EventSlices;
import dev.firstlight.schema.RawEvents;
import dev.firstlight.schema.avro.RawEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an event of slices costs in the packer in bytes allocated, besides the pack that the log keeps. */
final class PackerAllocationTest {

    private static final int EVENTS = 64;
    private static final int PACKS = 100;

    /** A pack's timer, list and hand-over, shared by its events; most of it is the list of who waits, and the test's own loop. */
    private static final double BYTES_AN_EVENT_MAX = 24;

    @TempDir
    private Path keys;

    private long packBytes;
    private long packs;

    @Test
    void shouldShareWhatAPackCostsAmongItsEvents() throws IOException {
        EventSlices slices = new EventSlices();
        RawEvent raw = RawEvents.random(new Random(3));
        raw.setReceivedAt(PackerRig.NOW.toEpochMilli());
        RawEvents.slice(raw, new Random(3), slices);
        Files.write(
                AddressKeys.fileOf(keys, (int) (raw.getReceivedAt() / 86_400_000)), new byte[AddressKeys.FILE_BYTES]);
        byte[] address = new byte[16];
        Waiting waiting = outcome -> {};
        Packer packer = packer();

        double bytesPerPack = Allocated.bytesPerCall(PACKS, () -> {
            for (int i = 0; i < EVENTS; i++) {
                packer.append(slices, address, waiting);
            }
        });

        assertThat(slices.hasAddress).isTrue();
        assertThat((bytesPerPack - (double) packBytes / packs) / EVENTS).isLessThan(BYTES_AN_EVENT_MAX);
    }

    private Packer packer() {
        EventLog log = pack -> {
            packs++;
            packBytes += pack.bytes().length;
            return Offer.TAKEN;
        };
        return new Packer(
                PackerRig.INCARNATION,
                PackerRig.LOOP,
                1,
                new PackConfig(EVENTS, 65_536, Duration.ofMillis(5), AckPolicy.DURABLE),
                new LoopTotals(),
                new AddressKeys(keys, new TestClock(PackerRig.NOW)),
                log,
                new HandDrivenLoop(),
                new Meters("collector", CollectorMeter.class));
    }
}
