package dev.firstlight.stream;

import dev.firstlight.schema.avro.RawEvent;
import dev.firstlight.schema.avro.RawPack;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.jspecify.annotations.Nullable;

/** Packs as collectors of other versions write them: a version more or less in header and event; by Avro's generic writer, not by ours. */
final class SchemaVersions {

    private static final Schema NOW = RawPack.getClassSchema();

    private SchemaVersions() {}

    /** A field more in the header and one more in the event. */
    static Schema later() {
        Schema.Field header = new Schema.Field("region", Schema.create(Schema.Type.STRING), "Later.", "eu");
        Schema.Field event = new Schema.Field("via", Schema.create(Schema.Type.LONG), "Later.", 0L);
        return with(header, event, "");
    }

    /** Without the client hints, as before there were any. */
    static Schema earlier() {
        return with(null, null, "ch_ua");
    }

    static long fingerprint(Schema schema) {
        return SchemaNormalization.parsingFingerprint64(schema);
    }

    /** One pack of incarnation 9, loop 0, written with {@code schema}. */
    static byte[] pack(Schema schema, long firstSequence, RawEvent... items) {
        try {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            out.write(ByteBuffer.allocate(10)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .put((byte) 0xC3)
                    .put((byte) 0x01)
                    .putLong(fingerprint(schema))
                    .array());
            BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(out, null);
            write(header(schema, firstSequence), encoder);
            Schema item = schema.getField("events").schema().getElementType();
            for (RawEvent event : items) {
                byte[] bytes = bytes(translated(event, item));
                encoder.writeLong(-1);
                encoder.writeLong(bytes.length);
                encoder.writeFixed(bytes);
            }
            encoder.writeLong(0);
            return out.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static GenericRecord header(Schema schema, long firstSequence) {
        Schema headerOnly = record(
                schema,
                schema.getFields().stream()
                        .filter(field -> !field.name().equals("events"))
                        .map(SchemaVersions::copy)
                        .toList());
        GenericRecord header = new GenericData.Record(headerOnly);
        for (Schema.Field field : headerOnly.getFields()) {
            header.put(
                    field.pos(),
                    switch (field.schema().getType()) {
                        case INT -> 0;
                        case LONG -> 0L;
                        case STRING -> "us";
                        default -> Map.of();
                    });
        }
        header.put("incarnation", 9L);
        header.put("first_sequence", firstSequence);
        return header;
    }

    /** Through bytes: what both versions know stays. */
    private static GenericRecord translated(RawEvent event, Schema to) throws IOException {
        return new GenericDatumReader<GenericRecord>(RawEvent.getClassSchema(), to)
                .read(null, DecoderFactory.get().binaryDecoder(bytes(event), null));
    }

    private static byte[] bytes(GenericRecord record) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        write(record, EncoderFactory.get().directBinaryEncoder(out, null));
        return out.toByteArray();
    }

    private static byte[] bytes(RawEvent event) throws IOException {
        ByteBuffer encoded = event.toByteBuffer(); // its own header of ten bytes first
        byte[] bytes = new byte[encoded.remaining() - 10];
        encoded.position(10).get(bytes);
        return bytes;
    }

    private static void write(GenericRecord record, BinaryEncoder encoder) throws IOException {
        new GenericDatumWriter<GenericRecord>(record.getSchema()).write(record, encoder);
        encoder.flush();
    }

    private static Schema with(Schema.@Nullable Field header, Schema.@Nullable Field event, String without) {
        Schema item = NOW.getField("events").schema().getElementType();
        List<Schema.Field> itemFields = new ArrayList<>();
        for (Schema.Field field : item.getFields()) {
            if (without.isEmpty() || !field.name().startsWith(without)) {
                itemFields.add(copy(field));
            }
        }
        if (event != null) {
            itemFields.add(2, event);
        }
        Schema events = Schema.createArray(record(item, itemFields));
        List<Schema.Field> fields = new ArrayList<>();
        for (Schema.Field field : NOW.getFields()) {
            fields.add(field.name().equals("events") ? new Schema.Field("events", events, field.doc()) : copy(field));
        }
        if (header != null) {
            fields.add(3, header);
        }
        return record(NOW, fields);
    }

    private static Schema record(Schema like, List<Schema.Field> fields) {
        return Schema.createRecord(like.getName(), like.getDoc(), like.getNamespace(), false, fields);
    }

    private static Schema.Field copy(Schema.Field field) {
        return new Schema.Field(field, field.schema());
    }
}
