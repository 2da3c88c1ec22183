package dev.firstlight.collector.log;

import dev.firstlight.collector.meter.CollectorMeter;
import dev.firstlight.runtime.Meters;
import dev.firstlight.runtime.TestClock;
import dev.firstlight.schema.AddressKeys;
import dev.firstlight.schema.DedupId;
import dev.firstlight.schema.avro.DedupIdBytes;
import dev.firstlight.schema.avro.IdentityKind;
import dev.firstlight.schema.avro.PayloadForm;
import dev.firstlight.schema.avro.RawEvent;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** A packer between a loop and a log that the test drives. */
final class PackerRig {

    static final long INCARNATION = 0x1234_5678_9abc_def0L;
    static final int LOOP = 3;
    static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");

    final HandDrivenLoop loop = new HandDrivenLoop();
    final ListLog log = new ListLog();
    final LoopTotals totals = new LoopTotals();
    final Meters meters = new Meters("collector", CollectorMeter.class);
    final List<Outcome> outcomes = new ArrayList<>();
    final Packer packer;
    private final int partitions;
    private int made;

    PackerRig(int partitions, PackConfig config, Path keys) {
        this.partitions = partitions;
        packer = new Packer(
                INCARNATION,
                LOOP,
                partitions,
                config,
                totals,
                new AddressKeys(keys, new TestClock(NOW)),
                log,
                loop,
                meters);
    }

    static PackerRig closingAt(int eventsMax, int bytesMax) {
        return new PackerRig(
                1,
                new PackConfig(eventsMax, bytesMax, Duration.ofMillis(5), AckPolicy.DURABLE),
                Path.of("no-such-keys"));
    }

    /** Appends an event of its own identity and answers its partition. */
    int append(int payloadBytes) {
        return append(payloadBytes, null);
    }

    void appendWaiting(Waiting waiting) {
        DedupId dedupId = DedupId.ofEvent("12345", "event-" + made++);
        packer.append(raw(dedupId, 10), dedupId, null, waiting);
    }

    int append(int payloadBytes, byte @org.jspecify.annotations.Nullable [] address) {
        DedupId dedupId = DedupId.ofEvent("12345", "event-" + made++);
        packer.append(raw(dedupId, payloadBytes), dedupId, address, outcomes::add);
        return dedupId.partition(partitions);
    }

    /** Appends bytes of a refusal, which are no event. */
    void keep() {
        DedupId dedupId = DedupId.ofEvent("12345", "kept-" + made++);
        RawEvent marked = raw(dedupId, 10);
        marked.setRefusal("nul_byte");
        packer.append(marked, dedupId, null, outcomes::add);
    }

    private static RawEvent raw(DedupId dedupId, int payloadBytes) {
        RawEvent raw = new RawEvent();
        raw.setReceivedAt(NOW.toEpochMilli());
        raw.setPixelId("12345");
        raw.setSite("12345");
        raw.setDedupId(new DedupIdBytes(dedupId.bytes()));
        raw.setIdentity(IdentityKind.EVENT);
        raw.setEventId("e");
        raw.setEventIdMade(false);
        raw.setForm(PayloadForm.QUERY);
        raw.setPayload(ByteBuffer.allocate(payloadBytes));
        raw.setGpc(false);
        return raw;
    }
}
