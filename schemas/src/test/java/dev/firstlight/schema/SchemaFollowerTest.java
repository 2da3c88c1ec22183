package dev.firstlight.schema;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstlight.runtime.ErrorLog;
import dev.firstlight.runtime.TestClock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** A source that answers at once and looks again behind one's back. */
class SchemaFollowerTest {

    private final List<String> errorLines = new CopyOnWriteArrayList<>();
    private final ErrorLog errors = new ErrorLog(new TestClock(Instant.EPOCH), (line, cause) -> errorLines.add(line));

    @Test
    void shouldAnswerWhatWasThereAtTheLastLookAndLookAgainMeanwhile() throws Exception {
        CountDownLatch mayAnswer = new CountDownLatch(1);
        CountDownLatch hasAnswered = new CountDownLatch(2);
        AtomicInteger looks = new AtomicInteger();
        SchemaBook.Source slow = () -> {
            if (looks.incrementAndGet() == 2) {
                await(mayAnswer);
            }
            hasAnswered.countDown();
            return Map.of((long) looks.get(), "{}");
        };

        try (SchemaFollower follower = new SchemaFollower(slow, errors)) {
            assertThat(follower.published()).containsOnlyKeys(1L);
            assertThat(follower.published()).containsOnlyKeys(1L); // one look at a time
            assertThat(looks.get()).isLessThanOrEqualTo(2);
            mayAnswer.countDown();
            assertThat(hasAnswered.await(30, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void shouldKeepWhatItKnowsWhenKafkaCannotBeAsked() {
        AtomicInteger looks = new AtomicInteger();
        SchemaBook.Source source = () -> {
            if (looks.incrementAndGet() > 1) {
                throw new IllegalStateException("no Kafka");
            }
            return Map.of(1L, "{}");
        };

        SchemaFollower follower = new SchemaFollower(source, errors);
        follower.published();
        follower.close();

        assertThat(follower.published()).containsOnlyKeys(1L);
    }

    @Test
    void shouldStartWithoutKafkaAndSaySo() {
        try (SchemaFollower follower = new SchemaFollower(
                () -> {
                    throw new IllegalStateException("no Kafka");
                },
                errors)) {
            assertThat(errorLines).singleElement().asString().contains("firstlight.schemas could not be read");
            assertThat(follower).isNotNull();
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
