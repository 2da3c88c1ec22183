package dev.firstlight.schema;

import dev.firstlight.schema.avro.RawEvent;
import dev.firstlight.schema.avro.RawPack;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.Schema;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.specific.SpecificDatumReader;
import org.jspecify.annotations.Nullable;

/**
 * Reads packs of any published version, compressed or plain, item by item: one unreadable item costs only itself.
 *
 * <p>Threads: one at a time. Failure: bytes that are no pack at all are {@link UnreadableException}.
 */
public final class PackReader {

    /** An item of a pack: the event, or its bytes and why they are none. */
    public record Item(int index, @Nullable RawEvent event, byte[] bytes, String detail) {}

    /** A pack: its header ({@code events} is empty there) and its items. */
    public record Pack(RawPack header, List<Item> items) {}

    /** How one writer's version is read. */
    private record Version(SpecificDatumReader<RawPack> header, SpecificDatumReader<RawEvent> item) {}

    private static final String EVENTS = "events";

    private final SchemaBook book;
    private final Map<Long, Version> versions = new ConcurrentHashMap<>();

    static {
        AvroCodec.Limits.install();
    }

    public PackReader(SchemaBook book) {
        this.book = book;
        book.add(RawPack.getClassSchema());
    }

    /** @throws UnreadableException when these bytes are no pack */
    public Pack read(byte[] pack) throws UnreadableException {
        byte[] bytes = PackCompressor.plain(pack);
        Version version = version(AvroCodec.readFingerprint(bytes));
        int from = AvroCodec.HEADER_BYTES;
        BinaryDecoder decoder = DecoderFactory.get().binaryDecoder(bytes, from, bytes.length - from, null);
        try {
            RawPack header = version.header().read(null, decoder);
            List<Item> items = new ArrayList<>();
            for (long count = decoder.readLong(); count != 0; count = decoder.readLong()) {
                if (count != -1) {
                    throw new UnreadableException(Refusal.RECORD_UNREADABLE, "a block of other than one item");
                }
                items.add(item(version, decoder, items.size()));
            }
            if (items.isEmpty() || !decoder.isEnd()) {
                throw new UnreadableException(Refusal.RECORD_UNREADABLE, "no item, or bytes after the last");
            }
            return new Pack(header, items);
        } catch (IOException | RuntimeException e) { // Avro does not say which ones strange bytes may end in
            throw new UnreadableException(
                    Refusal.RECORD_UNREADABLE, e.getClass().getSimpleName());
        }
    }

    private static Item item(Version version, BinaryDecoder decoder, int index)
            throws IOException, UnreadableException {
        long length = decoder.readLong();
        if (length < 0 || length > decoder.inputStream().available()) {
            throw new UnreadableException(Refusal.RECORD_UNREADABLE, "an item longer than the record");
        }
        byte[] bytes = new byte[(int) length];
        decoder.readFixed(bytes);
        BinaryDecoder inner = DecoderFactory.get().binaryDecoder(bytes, null);
        try {
            RawEvent event = version.item().read(null, inner);
            return inner.isEnd()
                    ? new Item(index, event, bytes, "")
                    : new Item(index, null, bytes, "bytes after the item");
        } catch (IOException | RuntimeException e) { // Avro does not say which ones strange bytes may end in
            return new Item(index, null, bytes, e.getClass().getSimpleName());
        }
    }

    private Version version(long fingerprint) throws UnreadableException {
        Version known = versions.get(fingerprint);
        if (known != null) {
            return known;
        }
        Schema writer = book.find(fingerprint);
        Schema.Field events = writer.getField(EVENTS);
        if (events == null || events.pos() != writer.getFields().size() - 1) {
            throw new UnreadableException(Refusal.RECORD_UNREADABLE, "the schema of another record");
        }
        Version made = new Version(
                new SpecificDatumReader<>(headerOf(writer), withEmptyEvents(RawPack.getClassSchema())),
                new SpecificDatumReader<>(events.schema().getElementType(), RawEvent.getClassSchema()));
        versions.put(fingerprint, made);
        return made;
    }

    /** The writer's record without its events. */
    private static Schema headerOf(Schema writer) {
        List<Schema.Field> fields = new ArrayList<>();
        for (Schema.Field field : writer.getFields()) {
            if (!field.name().equals(EVENTS)) {
                fields.add(new Schema.Field(field, field.schema()));
            }
        }
        return Schema.createRecord(writer.getName(), writer.getDoc(), writer.getNamespace(), false, fields);
    }

    /** Our record, with an empty list for the events that {@link #headerOf} left out. */
    private static Schema withEmptyEvents(Schema ours) {
        List<Schema.Field> fields = new ArrayList<>();
        for (Schema.Field field : ours.getFields()) {
            fields.add(
                    field.name().equals(EVENTS)
                            ? new Schema.Field(EVENTS, field.schema(), field.doc(), Arrays.asList())
                            : new Schema.Field(field, field.schema()));
        }
        return Schema.createRecord(ours.getName(), ours.getDoc(), ours.getNamespace(), false, fields);
    }
}
