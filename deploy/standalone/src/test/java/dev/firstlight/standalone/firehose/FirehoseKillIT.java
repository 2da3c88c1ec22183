package dev.firstlight.standalone.firehose;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstlight.runtime.Meters;
import dev.firstlight.standalone.StandaloneMeter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.firehose.FirehoseClient;
import software.amazon.awssdk.services.firehose.model.Record;

final class FirehoseKillIT {

    private static final int KILLS = 3;
    private static final int WRITERS = 3;
    private static final int CALLS_BEFORE_KILL = 120;
    private static final int RECORDS_A_CALL = 20;

    @TempDir
    Path directory;

    private final Set<String> sent = ConcurrentHashMap.newKeySet();
    private final Set<String> answered = ConcurrentHashMap.newKeySet();
    private final AtomicInteger nextId = new AtomicInteger();

    @Test
    void shouldDeliverEveryAnsweredRecordOnceWhenItIsKilledWhileClientsWrite() throws Exception {
        for (int kill = 0; kill < KILLS; kill++) {
            writeUntilKilled();
        }

        EndpointProcess.open(directory, new Meters("standalone", StandaloneMeter.class))
                .close();

        List<String> delivered = new Bucket(directory.resolve("objects")).lines();
        assertThat(answered).hasSizeGreaterThanOrEqualTo(KILLS * CALLS_BEFORE_KILL * RECORDS_A_CALL);
        assertThat(delivered).doesNotHaveDuplicates().containsAll(answered);
        assertThat(sent).containsAll(delivered);
    }

    private void writeUntilKilled() throws Exception {
        ExecutorService writers = Executors.newFixedThreadPool(WRITERS);
        try (EndpointProcess endpoint = new EndpointProcess(directory);
                FirehoseClient client = Clients.of(endpoint.port())) {
            Semaphore calls = new Semaphore(0);
            List<Future<?>> ends = new ArrayList<>();
            for (int i = 0; i < WRITERS; i++) {
                ends.add(writers.submit(() -> writeUntilRefused(client, calls)));
            }
            calls.acquire(CALLS_BEFORE_KILL);
            endpoint.kill();
            for (Future<?> end : ends) {
                end.get();
            }
        } finally {
            writers.shutdownNow();
        }
    }

    private void writeUntilRefused(FirehoseClient client, Semaphore calls) {
        while (true) {
            List<String> lines = new ArrayList<>();
            List<Record> records = new ArrayList<>();
            for (int i = 0; i < RECORDS_A_CALL; i++) {
                String line = "record " + nextId.incrementAndGet() + " ".repeat(200) + ".";
                lines.add(line);
                records.add(Clients.record(line + "\n"));
            }
            sent.addAll(lines);
            try {
                client.putRecordBatch(
                        call -> call.deliveryStreamName(EndpointProcess.STREAM).records(records));
            } catch (SdkException killed) {
                return;
            }
            answered.addAll(lines);
            calls.release();
        }
    }
}
