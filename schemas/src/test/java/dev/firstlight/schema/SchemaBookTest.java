package dev.firstlight.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firstlight.schema.avro.Reject;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;

/** When a book asks for what it does not know. */
final class SchemaBookTest {

    private static final Schema SCHEMA = Reject.getClassSchema();
    private static final long FINGERPRINT = AvroCodec.fingerprint(SCHEMA);

    private final Map<Long, String> published = new HashMap<>();
    private Instant now = Instant.parse("2026-11-22T10:00:00Z");
    private int asked;
    private final SchemaBook book = new SchemaBook(
            () -> {
                asked++;
                return published;
            },
            () -> now,
            Duration.ofSeconds(1));

    @Test
    void shouldAskForWhatItDoesNotKnowButNotForEachRecord() throws Exception {
        assertThatThrownBy(() -> book.find(FINGERPRINT)).isInstanceOf(UnreadableException.class);
        assertThatThrownBy(() -> book.find(FINGERPRINT)).isInstanceOf(UnreadableException.class);
        assertThat(asked).isOne();

        published.put(FINGERPRINT, SCHEMA.toString());
        now = now.plusSeconds(1);

        assertThat(book.find(FINGERPRINT)).isEqualTo(SCHEMA);
    }

    @Test
    void shouldAskAgainAlsoWhenTheClockWasSetBack() throws Exception {
        assertThatThrownBy(() -> book.find(FINGERPRINT)).isInstanceOf(UnreadableException.class);

        published.put(FINGERPRINT, SCHEMA.toString());
        now = now.minus(Duration.ofDays(2));

        assertThat(book.find(FINGERPRINT)).isEqualTo(SCHEMA);
    }
}
