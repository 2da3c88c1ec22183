package dev.firstlight.schema;

import dev.firstlight.schema.avro.LedgerEntry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;
import org.apache.avro.util.ClassSecurityValidator;
import org.jspecify.annotations.Nullable;

/**
 * Records to bytes and back: Avro single-object encoding, {@code C3 01}, the CRC-64-AVRO fingerprint of the writer's schema in eight
 * bytes little endian, the record.
 *
 * <p>Threads: any. Failure: bytes that are no such record, or whose schema nobody published, are {@link UnreadableException}; no
 * input makes it allocate more than a small multiple of its own size (limits below).
 */
public final class AvroCodec<T extends SpecificRecord> {

    /** Bytes before the record. */
    static final int HEADER_BYTES = 10;

    /** Gathers small writes, of which a record has hundreds; most records fit. */
    private static final EncoderFactory ENCODERS = new EncoderFactory().configureBufferSize(2_048);

    /** Kept for its buffer; what a record that failed left in it is dropped with the next. */
    private static final ThreadLocal<@Nullable BinaryEncoder> LAST_ENCODER = new ThreadLocal<>();

    static {
        Limits.install();
    }

    private final Schema schema;
    private final long fingerprint;
    private final SchemaBook book;
    private final SpecificDatumWriter<T> writer;
    private final Map<Long, SpecificDatumReader<T>> readers = new ConcurrentHashMap<>();

    public AvroCodec(Schema schema, SchemaBook book) {
        this.schema = schema;
        this.fingerprint = fingerprint(schema);
        this.book = book;
        this.writer = writer(schema);
        book.add(schema);
    }

    /**
     * One that uses the encoder which Avro generated with each class: an event of a hundred fields, most of them absent, is written without
     * looking up each field's branch by name, which was four fifths of the time. Reading keeps Avro's fast reader, which is as good.
     */
    private static <T extends SpecificRecord> SpecificDatumWriter<T> writer(Schema schema) {
        SpecificData data = new SpecificData();
        data.setCustomCoders(true);
        return new SpecificDatumWriter<>(schema, data);
    }

    static long fingerprint(Schema schema) {
        return SchemaNormalization.parsingFingerprint64(schema);
    }

    public byte[] encode(T record) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(512);
        writeHeader(out, fingerprint);
        write(record, out);
        return out.toByteArray();
    }

    /** The record alone, whatever frame it stands in. */
    void write(T record, ByteArrayOutputStream out) {
        BinaryEncoder encoder = ENCODERS.binaryEncoder(out, LAST_ENCODER.get());
        LAST_ENCODER.set(encoder);
        try {
            writer.write(record, encoder);
            encoder.flush();
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory cannot fail", e);
        }
    }

    /** @throws UnreadableException when these bytes are no such record */
    public T decode(byte[] bytes) throws UnreadableException {
        return read(reader(readFingerprint(bytes)), bytes, HEADER_BYTES);
    }

    /** The record that begins at {@code from} and ends where the bytes do. */
    static <T> T read(SpecificDatumReader<T> reader, byte[] bytes, int from) throws UnreadableException {
        try {
            BinaryDecoder decoder = DecoderFactory.get().binaryDecoder(bytes, from, bytes.length - from, null);
            T record = reader.read(null, decoder);
            if (!decoder.isEnd()) {
                throw new UnreadableException(Refusal.RECORD_UNREADABLE, "bytes after the record");
            }
            return record;
        } catch (IOException | RuntimeException e) { // Avro does not say which ones strange bytes may end in
            throw new UnreadableException(
                    Refusal.RECORD_UNREADABLE, e.getClass().getSimpleName());
        }
    }

    private SpecificDatumReader<T> reader(long writerFingerprint) throws UnreadableException {
        SpecificDatumReader<T> known = readers.get(writerFingerprint);
        if (known != null) {
            return known;
        }
        Schema writerSchema = book.find(writerFingerprint);
        SpecificDatumReader<T> made = new SpecificDatumReader<>(writerSchema, schema);
        readers.put(writerFingerprint, made);
        return made;
    }

    static void writeHeader(ByteArrayOutputStream out, long fingerprint) {
        out.write(0xC3);
        out.write(0x01);
        for (int i = 0; i < 8; i++) {
            out.write((int) (fingerprint >>> 8 * i));
        }
    }

    static long readFingerprint(byte[] bytes) throws UnreadableException {
        if (bytes.length <= HEADER_BYTES || bytes[0] != (byte) 0xC3 || bytes[1] != 0x01) {
            throw new UnreadableException(Refusal.RECORD_UNREADABLE, "no single-object header");
        }
        long fingerprint = 0;
        for (int i = 7; i >= 0; i--) {
            fingerprint = fingerprint << 8 | bytes[2 + i] & 0xff;
        }
        return fingerprint;
    }

    /**
     * Avro's own limits on what a length in the bytes may make it allocate; read once by Avro, so set before its first use. And its
     * list of the classes that a schema may name (since 1.12.2): our records are added to it.
     */
    static final class Limits {

        /** No text, byte array or collection of ours is longer: the greatest record of any topic. */
        private static final String BYTES_MAX = String.valueOf(2 * 1024 * 1024);

        static {
            ClassSecurityValidator.setGlobal(
                    ClassSecurityValidator.composite(ClassSecurityValidator.getGlobal(), type -> type.getPackageName()
                            .equals(LedgerEntry.class.getPackageName())));
        }

        private Limits() {}

        static void install() {
            for (String limit : new String[] {"bytes.maxLength", "string.maxLength", "collectionItems.maxLength"}) {
                String property = "org.apache.avro.limits." + limit;
                if (System.getProperty(property) == null) {
                    System.setProperty(property, BYTES_MAX);
                }
            }
        }
    }
}
