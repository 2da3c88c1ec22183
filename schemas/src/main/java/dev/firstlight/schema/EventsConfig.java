package dev.firstlight.schema;

import dev.firstlight.runtime.Settings;
import dev.firstlight.schema.avro.Event;
import org.jspecify.annotations.Nullable;

/**
 * In which form {@code firstlight.events} is written and where the schemas of {@link EventFormat#AVRO_CONFLUENT} come from.
 *
 * @param schemaId the id under which our schema is known, 0 when the registry is to be asked
 * @param registry none when there is none
 */
public record EventsConfig(
        EventFormat format, int schemaId, @Nullable RegistryConfig registry) {

    /** What a reader without settings goes by: the first byte of a record, and schemas of our own. */
    public static final EventsConfig PLAIN = new EventsConfig(EventFormat.AVRO, 0, null);

    private static final String SCHEMA_ID = "events.schema-id";

    /** Of a service that writes events. */
    public static EventsConfig ofWriter(Settings settings) {
        EventsConfig config = new EventsConfig(
                settings.oneOf("events.format", EventFormat.class), schemaId(settings), RegistryConfig.from(settings));
        if (config.format == EventFormat.AVRO_CONFLUENT && config.schemaId == 0 && config.registry == null) {
            settings.problem("events.format", "avro-confluent needs events.schema-id or events.schema-registry");
        }
        return config;
    }

    /** Of a service that reads events: each record says itself in which form it is. */
    public static EventsConfig ofReader(Settings settings) {
        return new EventsConfig(EventFormat.AVRO, schemaId(settings), RegistryConfig.from(settings));
    }

    /**
     * What writes events to {@code topic}. Where the id is the registry's to say, this registers our schema, and waits for a registry that
     * does not answer yet, with one line a minute.
     *
     * @throws SchemaRegistry.RefusedException when the registry will not have our schema or us
     */
    public EventWriter writer(String topic, SchemaBook book) {
        AvroCodec<Event> codec = new AvroCodec<>(Event.getClassSchema(), book);
        return switch (format) {
            case AVRO -> codec::encode;
            case AVRO_CONFLUENT -> new ConfluentFraming(codec, schemaId == 0 ? registered(topic) : schemaId);
            case JSON -> JsonEvent::write;
        };
    }

    private int registered(String topic) {
        if (registry == null) {
            throw new IllegalStateException("the settings were not verified");
        }
        return new SchemaRegistry(registry).awaitId(topic + "-value", Event.getClassSchema());
    }

    private static int schemaId(Settings settings) {
        return settings.integer(SCHEMA_ID, 0, Integer.MAX_VALUE);
    }
}
