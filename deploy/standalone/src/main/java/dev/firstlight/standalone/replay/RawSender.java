package dev.firstlight.standalone.replay;

import dev.firstlight.runtime.CannotStartException;
import dev.firstlight.schema.AddressKeys;
import dev.firstlight.schema.DayKey;
import dev.firstlight.schema.DedupId;
import dev.firstlight.schema.PackEncoder;
import dev.firstlight.schema.avro.RawEvent;
import dev.firstlight.schema.avro.SealedAddress;
import dev.firstlight.schema.avro.SealedBytes;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Writes raw events as packs, each to the partition of its identity, as a collector of one loop with an incarnation of its own would, so that
 * the log's own proof of completeness holds for them too.
 *
 * <p>Addresses are sealed for a place: each is opened with the key of its day and sealed again for where it stands now; without that key it is
 * left out. Threads: one. Bounds: an open pack a partition, and what the producer holds, which blocks when it is full. Owns the
 * producer. Failure: {@link CannotStartException} with the first record that was not taken.
 */
final class RawSender implements AutoCloseable {

    private static final int EVENTS_MAX = 100;
    private static final int BYTES_MAX = 128 * 1024;
    private static final int LOOP = 0;

    private static final class Lane {
        final PackEncoder encoder = new PackEncoder();
        long nextSequence;
    }

    private final Producer<byte[], byte[]> producer;
    private final String topic;
    private final long incarnation;
    private final AddressKeys keys;
    private final InstantSource clock;
    private final Lane[] lanes;
    private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
    private long accepted;
    private long withoutAddress;

    RawSender(
            Producer<byte[], byte[]> producer,
            String topic,
            int partitions,
            long incarnation,
            AddressKeys keys,
            InstantSource clock) {
        this.producer = producer;
        this.topic = topic;
        this.incarnation = incarnation;
        this.keys = keys;
        this.clock = clock;
        this.lanes = new Lane[partitions];
        Arrays.setAll(lanes, i -> new Lane());
    }

    void send(Restored restored) {
        RawEvent event = restored.event();
        int partition = DedupId.of(event.getDedupId().bytes()).partition(lanes.length);
        Lane lane = lanes[partition];
        if (lane.encoder.count() >= EVENTS_MAX || lane.encoder.size() >= BYTES_MAX) {
            close(lane, partition);
        }
        if (lane.encoder.count() == 0) {
            lane.encoder.begin(new PackEncoder.Header(
                    incarnation, LOOP, partition, lane.nextSequence, clock.millis(), 0, accepted, 0, Map.of()));
        }
        sealAgain(restored, partition, lane.nextSequence);
        lane.encoder.append(event);
        lane.nextSequence++;
        accepted++;
    }

    /** Events whose address was left out because the key of its day is gone. */
    long withoutAddress() {
        return withoutAddress;
    }

    /** Returns when all that was sent is durable. */
    void flush() {
        for (int partition = 0; partition < lanes.length; partition++) {
            if (lanes[partition].encoder.count() > 0) {
                close(lanes[partition], partition);
            }
        }
        producer.flush();
        failIfRefused();
    }

    @Override
    public void close() {
        producer.close();
    }

    private void close(Lane lane, int partition) {
        failIfRefused();
        producer.send(new ProducerRecord<>(topic, partition, null, lane.encoder.finish()), (metadata, exception) -> {
            if (exception != null) {
                failure.compareAndSet(null, exception);
            }
        });
    }

    private void failIfRefused() {
        Exception refused = failure.get();
        if (refused != null) {
            throw new CannotStartException(
                    topic + " does not take what is sent again: " + refused.getMessage()
                            + "; what it took counts once, so the replay can be run again",
                    refused);
        }
    }

    private void sealAgain(Restored restored, int partition, long sequence) {
        SealedAddress address = restored.event().getAddress();
        if (address == null) {
            return;
        }
        DayKey key = keys.ofDay(address.getKeyDay());
        if (key == null) {
            restored.event().setAddress(null);
            withoutAddress++;
            return;
        }
        byte[] open = key.seal(
                address.getSealed().bytes(),
                restored.incarnation(),
                restored.loop(),
                restored.partition(),
                restored.sequence());
        byte[] sealed = key.seal(open, incarnation, LOOP, partition, sequence);
        Arrays.fill(open, (byte) 0);
        restored.event().setAddress(new SealedAddress(address.getKeyDay(), new SealedBytes(sealed)));
    }
}
