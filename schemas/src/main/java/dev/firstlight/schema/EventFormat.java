package dev.firstlight.schema;

/** How {@code firstlight.events} is written; {@link EventReader} reads all three. */
public enum EventFormat {
    /** Avro's single-object encoding: {@code C3 01}, fingerprint of the schema, record. Needs no registry. */
    AVRO,
    /** As the serializers of a Confluent-compatible registry write it: {@code 00}, id of the schema, record. */
    AVRO_CONFLUENT,
    /** One JSON object a record, for readers that know no Avro. */
    JSON
}
