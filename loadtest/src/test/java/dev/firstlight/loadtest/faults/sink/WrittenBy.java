package dev.firstlight.loadtest.faults.sink;

import dev.firstlight.schema.AvroCodec;
import dev.firstlight.schema.SchemaBook;
import dev.firstlight.schema.avro.Event;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;

/** Events as a processor of another version writes them: its schema lacks a field of ours, or has one that we do not know. Threads: one. */
final class WrittenBy {

    /** Single-object encoding: C3 01 and the fingerprint. */
    private static final int HEADER_BYTES = 10;

    private static final String UNKNOWN_FIELD = "known_tomorrow";

    private final AvroCodec<Event> own = new AvroCodec<>(Event.getClassSchema(), new SchemaBook());
    private final Schema schema;

    private WrittenBy(Schema schema) {
        this.schema = schema;
    }

    /** From before the field was there. */
    static WrittenBy older(String field) {
        List<Schema.Field> fields = fields();
        if (!fields.removeIf(one -> one.name().equals(field))) {
            throw new IllegalArgumentException("an event has no " + field);
        }
        return new WrittenBy(with(fields));
    }

    /** With one field more, in the middle of ours. */
    static WrittenBy newer() {
        List<Schema.Field> fields = fields();
        Schema type = Schema.createUnion(Schema.create(Schema.Type.NULL), Schema.create(Schema.Type.STRING));
        fields.add(fields.size() / 2, new Schema.Field(UNKNOWN_FIELD, type, "", Schema.Field.NULL_DEFAULT_VALUE));
        return new WrittenBy(with(fields));
    }

    Schema schema() {
        return schema;
    }

    byte[] encode(Event event) throws IOException {
        byte[] ours = own.encode(event);
        GenericRecord record = new GenericDatumReader<GenericRecord>(Event.getClassSchema(), schema)
                .read(null, DecoderFactory.get().binaryDecoder(ours, HEADER_BYTES, ours.length - HEADER_BYTES, null));
        if (schema.getField(UNKNOWN_FIELD) != null) {
            record.put(UNKNOWN_FIELD, "a value of tomorrow");
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(ByteBuffer.allocate(HEADER_BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put((byte) 0xC3)
                .put((byte) 0x01)
                .putLong(SchemaNormalization.parsingFingerprint64(schema))
                .array());
        BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(out, null);
        new GenericDatumWriter<GenericRecord>(schema).write(record, encoder);
        encoder.flush();
        return out.toByteArray();
    }

    private static List<Schema.Field> fields() {
        List<Schema.Field> fields = new ArrayList<>();
        Event.getClassSchema().getFields().forEach(field -> fields.add(new Schema.Field(field, field.schema())));
        return fields;
    }

    private static Schema with(List<Schema.Field> fields) {
        Schema ours = Event.getClassSchema();
        return Schema.createRecord(ours.getName(), ours.getDoc(), ours.getNamespace(), false, fields);
    }
}
