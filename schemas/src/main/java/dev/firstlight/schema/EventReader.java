package dev.firstlight.schema;

import dev.firstlight.schema.avro.Event;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificDatumReader;
import org.jspecify.annotations.Nullable;

/**
 * A record of {@code firstlight.events} as an event, in whichever {@link EventFormat} it is: the first byte says it ({@code C3}, {@code 00}
 * or an opening brace). So the format can be changed while the topic still holds the other one, and no reader stops at it.
 *
 * <p>Threads: any. Failure: bytes that are no event are {@link UnreadableException}; a registry that does not answer is
 * {@link SchemaRegistry.UnavailableException}, and the record is to be read again.
 */
public final class EventReader {

    /** Where the schema of an id comes from. */
    @FunctionalInterface
    interface SchemaIds {
        Schema find(int id) throws UnreadableException;
    }

    /** Schemas by id; a topic has as many as there were versions of its writers. Strange ids never get here: nobody knows their schema. */
    private final Map<Integer, SpecificDatumReader<Event>> readers = new ConcurrentHashMap<>();

    private final AvroCodec<Event> avro;
    private final SchemaIds ids;

    private EventReader(SchemaBook book, SchemaIds ids) {
        this.avro = new AvroCodec<>(Event.getClassSchema(), book);
        this.ids = ids;
    }

    /** A reader that finds schemas as {@code config} says; the registry is asked when the first record of an id comes. */
    public static EventReader of(EventsConfig config, SchemaBook book) {
        RegistryConfig registry = config.registry();
        SchemaIds further = registry == null ? EventReader::unknown : new SchemaRegistry(registry)::find;
        int own = config.schemaId();
        return new EventReader(
                book, id -> registry == null && own != 0 && id == own ? Event.getClassSchema() : further.find(id));
    }

    /** @throws UnreadableException when these bytes are no event */
    public Event read(byte @Nullable [] bytes) throws UnreadableException {
        if (bytes == null || bytes.length == 0) {
            throw new UnreadableException(Refusal.RECORD_UNREADABLE, "an empty record");
        }
        return switch (bytes[0]) {
            case ConfluentFraming.MAGIC -> readConfluent(bytes);
            case '{' -> JsonEvent.read(bytes);
            default -> avro.decode(bytes);
        };
    }

    private Event readConfluent(byte[] bytes) throws UnreadableException {
        int id = ConfluentFraming.schemaId(bytes);
        SpecificDatumReader<Event> reader = readers.get(id);
        if (reader == null) {
            reader = new SpecificDatumReader<>(ids.find(id), Event.getClassSchema());
            readers.put(id, reader);
        }
        return AvroCodec.read(reader, bytes, ConfluentFraming.HEADER_BYTES);
    }

    private static Schema unknown(int id) throws UnreadableException {
        throw new UnreadableException(
                Refusal.SCHEMA_UNKNOWN, "schema id " + id + ", and neither events.schema-id nor a registry is set");
    }
}
