package dev.firstlight.schema;

import dev.firstlight.schema.avro.RawEvent;
import dev.firstlight.schema.avro.RawPack;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificDatumWriter;

/**
 * Writes one pack after another: header, then each event as an array block of one item with its byte length, then the end mark.
 * Plain Avro for any reader, appended to without going back.
 *
 * <p>Threads: one. Memory: two buffers that grow to the greatest pack and are used again. {@link #finish()} copies out, since the
 * log keeps the bytes until they are durable.
 */
public final class PackEncoder {

    /** What a pack says about its writer, as of the moment it is opened. */
    public record Header(
            long incarnation,
            int loop,
            int partition,
            long firstSequence,
            long openedAtMs,
            long abandonedTotal,
            long acceptedTotal,
            long declinedTotal,
            Map<String, Long> refusedTotals) {}

    static {
        AvroCodec.Limits.install();
    }

    private static final long FINGERPRINT = AvroCodec.fingerprint(RawPack.getClassSchema());

    private final ByteArrayOutputStream pack = new ByteArrayOutputStream(4_096);
    private final ByteArrayOutputStream item = new ByteArrayOutputStream(1_024);
    private final BinaryEncoder packEncoder = EncoderFactory.get().directBinaryEncoder(pack, null);
    private final BinaryEncoder itemEncoder = EncoderFactory.get().directBinaryEncoder(item, null);
    private final SpecificDatumWriter<RawEvent> writer = new SpecificDatumWriter<>(RawEvent.getClassSchema());
    private int count;

    /** Opens the next pack. */
    public void begin(Header header) {
        pack.reset();
        count = 0;
        AvroCodec.writeHeader(pack, FINGERPRINT);
        try {
            packEncoder.writeLong(header.incarnation());
            packEncoder.writeInt(header.loop());
            packEncoder.writeInt(header.partition());
            packEncoder.writeLong(header.firstSequence());
            packEncoder.writeLong(header.openedAtMs());
            packEncoder.writeLong(header.abandonedTotal());
            packEncoder.writeLong(header.acceptedTotal());
            packEncoder.writeLong(header.declinedTotal());
            packEncoder.writeMapStart();
            packEncoder.setItemCount(header.refusedTotals().size());
            for (Map.Entry<String, Long> refused : header.refusedTotals().entrySet()) {
                packEncoder.startItem();
                packEncoder.writeString(refused.getKey());
                packEncoder.writeLong(refused.getValue());
            }
            packEncoder.writeMapEnd();
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory cannot fail", e);
        }
    }

    public void append(RawEvent event) {
        item.reset();
        try {
            writer.write(event, itemEncoder);
            packEncoder.writeLong(-1);
            packEncoder.writeLong(item.size());
            item.writeTo(pack);
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory cannot fail", e);
        }
        count++;
    }

    /** Items of the open pack; 0 when none is open. */
    public int count() {
        return count;
    }

    /** Bytes since {@link #begin}. */
    public int size() {
        return pack.size();
    }

    /** Ends the pack and answers its bytes, the caller's own. */
    public byte[] finish() {
        try {
            packEncoder.writeLong(0);
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory cannot fail", e);
        }
        count = 0;
        return pack.toByteArray();
    }
}
