package dev.firstlight.schema;

import dev.firstlight.schema.avro.Event;
import java.io.ByteArrayOutputStream;

/**
 * The wire format of Confluent's serializers ("Wire format" in the documentation of its Schema Registry): magic byte 0, the schema's id in
 * four bytes big endian, the record in Avro's binary encoding. Threads: any.
 */
final class ConfluentFraming implements EventWriter {

    static final byte MAGIC = 0;

    /** Bytes before the record. */
    static final int HEADER_BYTES = 1 + Integer.BYTES;

    private final AvroCodec<Event> codec;
    private final int schemaId;

    ConfluentFraming(AvroCodec<Event> codec, int schemaId) {
        this.codec = codec;
        this.schemaId = schemaId;
    }

    @Override
    public byte[] write(Event event) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(512);
        out.write(MAGIC);
        for (int shift = Integer.SIZE - Byte.SIZE; shift >= 0; shift -= Byte.SIZE) {
            out.write(schemaId >>> shift);
        }
        codec.write(event, out);
        return out.toByteArray();
    }

    static int schemaId(byte[] bytes) throws UnreadableException {
        if (bytes.length <= HEADER_BYTES || bytes[0] != MAGIC) {
            throw new UnreadableException(Refusal.RECORD_UNREADABLE, "no schema id");
        }
        return bytes[1] << 24 | (bytes[2] & 0xff) << 16 | (bytes[3] & 0xff) << 8 | bytes[4] & 0xff;
    }
}
