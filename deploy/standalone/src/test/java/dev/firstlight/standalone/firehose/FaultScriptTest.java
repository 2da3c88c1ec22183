package dev.firstlight.standalone.firehose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.firstlight.runtime.Meters;
import dev.firstlight.standalone.StandaloneMeter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.firehose.FirehoseClient;
import software.amazon.awssdk.services.firehose.model.FirehoseException;
import software.amazon.awssdk.services.firehose.model.PutRecordBatchResponse;
import software.amazon.awssdk.services.firehose.model.Record;
import software.amazon.awssdk.services.firehose.model.ServiceUnavailableException;

/** Each fault as the real client meets it, and that a script is the same each time. */
final class FaultScriptTest {

    @TempDir
    Path directory;

    private final Meters meters = new Meters("standalone", StandaloneMeter.class);

    @Test
    void shouldFailTheShareOfRecordsAndTakeTheOthers() throws Exception {
        List<String> taken = new ArrayList<>();

        with("seed=3 record=0.3", client -> {
            for (int call = 0; call < 20; call++) {
                List<String> lines =
                        IntStream.range(0, 50).mapToObj(i -> i + "\n").toList();
                PutRecordBatchResponse answer = client.putRecordBatch(request -> request.deliveryStreamName("events")
                        .records(lines.stream().map(Clients::record).toList()));
                long failed = answer.requestResponses().stream()
                        .filter(entry -> entry.errorCode() != null)
                        .count();
                assertThat(answer.failedPutCount()).isEqualTo((int) failed);
                for (int i = 0; i < lines.size(); i++) {
                    if (answer.requestResponses().get(i).errorCode() == null) {
                        taken.add(lines.get(i).strip());
                    }
                }
            }
        });

        assertThat(taken).hasSizeBetween(600, 800);
        assertThat(delivered()).containsExactlyElementsOf(taken);
    }

    @Test
    void shouldThrottleInWaves() throws Exception {
        List<Boolean> throttled = new ArrayList<>();

        with("seed=3 throttle=0.2", client -> {
            for (int call = 0; call < FaultScript.WAVE_CALLS; call++) {
                throttled.add(put(client, "x\n") instanceof ServiceUnavailableException);
            }
        });

        assertThat(throttled.subList(0, 10)).containsOnly(true);
        assertThat(throttled.subList(10, 50)).containsOnly(false);
        assertThat(delivered()).hasSize(40);
    }

    @Test
    void shouldTakeNothingBehindAnErrorOrAnExpiredToken() throws Exception {
        with("seed=1 error=1", client -> assertThat(List.of(put(client, "a\n"), put(client, "b\n"), put(client, "c\n")))
                .allSatisfy(failure -> assertThat(failure)
                        .isInstanceOfSatisfying(FirehoseException.class, e -> assertThat(e.statusCode())
                                .isIn(500, 503))));
        with("seed=1 expired=1", client -> assertThat(put(client, "a\n"))
                .isInstanceOfSatisfying(
                        FirehoseException.class,
                        e -> assertThat(e.awsErrorDetails().errorCode()).isEqualTo("ExpiredTokenException")));

        assertThat(delivered()).isEmpty();
    }

    @Test
    void shouldTakeAllAndSaySoNeverOrLateOrWrong() throws Exception {
        with("seed=1 silent=1", client -> assertThat(
                        catchThrowable(() -> client.putRecord(call -> call.deliveryStreamName("events")
                                .record(Clients.record("silent\n"))
                                .overrideConfiguration(one -> one.apiCallTimeout(Duration.ofMillis(500))))))
                .isInstanceOf(SdkException.class));
        with("seed=1 slow=1", client -> assertThat(put(client, "slow\n")).isNull());
        Set<String> outcomes = new HashSet<>();
        with("seed=1 wrong=1", client -> {
            for (int call = 0; call < 20; call++) {
                outcomes.add(wrongOutcome(client, call));
            }
        });

        assertThat(delivered()).hasSize(2 + 2 * 20).contains("silent", "slow");
        assertThat(outcomes).contains("no answer to be read", "1 responses");
    }

    @Test
    void shouldRefuseTheCopyOfAnObjectEachTimeOrNever() {
        FaultScript script = FaultScript.parse("seed=9,copy=0.5");
        List<String> names =
                IntStream.range(0, 100).mapToObj(i -> "object-" + i).toList();

        List<String> refused = names.stream().filter(script::isCopyRefused).toList();

        assertThat(refused).hasSizeBetween(30, 70);
        assertThat(names.stream()
                        .filter(FaultScript.parse("copy=0.5 seed=9")::isCopyRefused)
                        .toList())
                .isEqualTo(refused);
        assertThat(names.stream()
                        .filter(FaultScript.parse("copy=0.5 seed=10")::isCopyRefused)
                        .toList())
                .isNotEqualTo(refused);
    }

    @Test
    void shouldSayWhatItCannotRead() {
        assertThatThrownBy(() -> FaultScript.parse("record=1.5")).hasMessageContaining("record=1.5");
        assertThatThrownBy(() -> FaultScript.parse("thunder=0.5")).hasMessageContaining("thunder=0.5");
        assertThatThrownBy(() -> FaultScript.parse("record")).hasMessageContaining("record");
        assertThat(FaultScript.parse(" ").isEmpty()).isTrue();
    }

    private static String wrongOutcome(FirehoseClient client, int call) {
        List<Record> two = Clients.records("w" + call + "\n", "v" + call + "\n");
        try {
            return client.putRecordBatch(request ->
                                    request.deliveryStreamName("events").records(two))
                            .requestResponses()
                            .size()
                    + " responses";
        } catch (SdkException e) {
            return "no answer to be read";
        }
    }

    private static @Nullable Throwable put(FirehoseClient client, String line) {
        return catchThrowable(
                () -> client.putRecord(call -> call.deliveryStreamName("events").record(Clients.record(line))));
    }

    private interface Calls {
        void make(FirehoseClient client) throws Exception;
    }

    /** The endpoint with this script; afterwards all that was taken is an object. */
    private void with(String script, Calls calls) throws Exception {
        BufferingHints hints = new BufferingHints(1, 900);
        try (DeliveryStreams streams = EndpointProcess.open(directory, meters)) {
            streams.ensure(new StreamDefinition(
                    "events", "", hints, InstantSource.system().instant()));
            try (FirehoseEndpoint endpoint = new FirehoseEndpoint(
                            0, streams, hints, FaultScript.parse(script), InstantSource.system(), meters);
                    FirehoseClient client = Clients.of(endpoint.port())) {
                calls.make(client);
            }
        }
    }

    private List<String> delivered() {
        return new Bucket(directory.resolve("objects")).lines();
    }
}
