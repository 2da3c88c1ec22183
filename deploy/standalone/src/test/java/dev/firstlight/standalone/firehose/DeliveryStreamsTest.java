package dev.firstlight.standalone.firehose;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstlight.runtime.Meters;
import dev.firstlight.standalone.StandaloneMeter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A death of the process is played by leaving the streams open and opening their directory again. */
final class DeliveryStreamsTest {

    private static final InstantSource CLOCK = InstantSource.fixed(Instant.parse("2026-11-22T02:39:02Z"));
    private static final int NEVER = 900;

    @TempDir
    Path directory;

    private final Meters meters = new Meters("standalone", StandaloneMeter.class);
    private final BlockingQueue<String> written = new LinkedBlockingQueue<>();

    @Test
    void shouldWriteAnObjectWhenTheBufferIsOldEnough() throws Exception {
        try (DeliveryStreams streams = open(written::add)) {
            streams.ensure(definition(1, 0));
            streams.put("events", List.of(bytes("one\n")));

            assertThat(written.poll(30, TimeUnit.SECONDS)).isNotNull();
            assertThat(bucket().lines()).containsExactly("one");
        }
    }

    @Test
    void shouldWriteAnObjectWhenTheBufferIsLargeEnough() throws Exception {
        try (DeliveryStreams streams = open(written::add)) {
            streams.ensure(definition(1, NEVER));
            streams.put("events", List.of(bytes("x".repeat(1_000_000) + "\n")));
            assertThat(bucket().names()).isEmpty();
            streams.put("events", List.of(bytes("y".repeat(100_000) + "\n")));

            assertThat(written.poll(30, TimeUnit.SECONDS)).isNotNull();
            assertThat(bucket().lines()).hasSize(2);
        }
    }

    @Test
    void shouldDeliverWhatADeadProcessHadAccepted() throws Exception {
        DeliveryStreams dead = open(written::add);
        dead.ensure(definition(1, NEVER));
        dead.put("events", List.of(bytes("one\n"), bytes("two\n")));
        dead.put("events", List.of(bytes("three\n")));

        try (DeliveryStreams next = open(written::add)) {
            assertThat(next.describe("events")).isEqualTo(definition(1, NEVER));
            assertThat(written.poll(30, TimeUnit.SECONDS)).isNotNull();
        }

        assertThat(bucket().lines()).containsExactly("one", "two", "three");
        assertThat(buffers()).isEmpty();
    }

    @Test
    void shouldCutARecordThatADeathLeftTorn() throws Exception {
        DeliveryStreams dead = open(written::add);
        dead.ensure(definition(1, NEVER));
        dead.put("events", List.of(bytes("one\n"), bytes("two\n")));
        Path buffer = buffers().get(0);
        byte[] whole = Files.readAllBytes(buffer);
        Files.write(buffer, java.util.Arrays.copyOf(whole, 10), StandardOpenOption.APPEND);

        open(written::add).close();

        assertThat(bucket().lines()).containsExactly("one", "two");
        assertThat(meters.count(StandaloneMeter.FIREHOSE_TORN_BYTES_CUT)).isEqualTo(10);
    }

    @Test
    void shouldWriteTheSameObjectAgainWhenItDiedBetweenRenameAndRemoval() throws Exception {
        DeliveryStreams dead = open(name -> {
            written.add(name);
            throw new IllegalStateException("dies between rename and removal");
        });
        dead.ensure(definition(1, 0));
        dead.put("events", List.of(bytes("one\n")));
        String object = written.poll(30, TimeUnit.SECONDS);
        assertThat(buffers()).hasSize(1);

        open(written::add).close();

        assertThat(bucket().names()).containsExactly(object);
        assertThat(bucket().lines()).containsExactly("one");
        assertThat(buffers()).isEmpty();
    }

    @Test
    void shouldWriteEverythingWhenItCloses() throws Exception {
        try (DeliveryStreams streams = open(written::add)) {
            streams.ensure(definition(1, NEVER));
            streams.put("events", List.of(bytes("one\n")));
        }

        assertThat(bucket().lines()).containsExactly("one");
        assertThat(buffers()).isEmpty();
    }

    @Test
    void shouldTakeNoMoreWhenObjectsCannotBeWritten() throws Exception {
        Files.writeString(directory.resolve("objects"), "a file where the bucket should be");
        DeliveryStreams streams = open(written::add);
        streams.ensure(definition(1, NEVER));
        byte[] mib = new byte[1024 * 1024];

        for (int i = 0; i < DeliveryStream.SEALED_MAX; i++) {
            streams.put("events", List.of(mib));
        }

        assertThat(refusal(streams, mib)).isEqualTo(FirehoseError.SERVICE_UNAVAILABLE);
        Files.delete(directory.resolve("objects"));
        streams.close();
        assertThat(bucket().names()).hasSize(DeliveryStream.SEALED_MAX);
    }

    private static FirehoseError refusal(DeliveryStreams streams, byte[] data) {
        try {
            streams.put("events", List.of(data));
            throw new AssertionError("it was taken");
        } catch (RefusedCallException e) {
            return e.error();
        }
    }

    private DeliveryStreams open(Consumer<String> listener) {
        ObjectStore objects = new ObjectStore(directory.resolve("objects"), listener);
        return new DeliveryStreams(directory.resolve("streams"), objects, CLOCK, meters);
    }

    private static StreamDefinition definition(int sizeInMbs, int intervalInSeconds) {
        return new StreamDefinition("events", "", new BufferingHints(sizeInMbs, intervalInSeconds), CLOCK.instant());
    }

    private Bucket bucket() {
        return new Bucket(directory.resolve("objects"));
    }

    private List<Path> buffers() throws IOException {
        try (Stream<Path> files = Files.list(directory.resolve("streams/events"))) {
            return files.filter(file -> file.toString().endsWith(".buffer")).toList();
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
