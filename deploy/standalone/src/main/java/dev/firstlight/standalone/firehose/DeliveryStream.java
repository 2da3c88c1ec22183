package dev.firstlight.standalone.firehose;

import dev.firstlight.runtime.ErrorLog;
import dev.firstlight.runtime.Meters;
import dev.firstlight.standalone.StandaloneMeter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One stream: an open buffer that takes records, and sealed buffers on their way to become objects.
 *
 * <p>A buffer is sealed when it is large or old enough by the stream's hints; the delivering thread then writes its object and
 * removes it, in this order. A death between the two repeats the same object at the next start ({@link ObjectName}). Buffers that
 * an earlier process left are sealed at the start, the one it was writing too.
 *
 * <p>Threads: callers share the lock for one write; gzip runs on the delivering thread, outside the lock. Failure: an object that cannot be
 * written is tried again every {@value #RETRY_MS} ms; with {@value #SEALED_MAX} buffers waiting the stream takes no more
 * (ServiceUnavailableException), which bounds the disk it uses to that many times the hint's size.
 */
final class DeliveryStream {

    static final int SEALED_MAX = 64;
    private static final long RETRY_MS = 1_000;
    private static final Logger LOG = LoggerFactory.getLogger(DeliveryStream.class);

    private final StreamDefinition definition;
    private final Path directory;
    private final ObjectStore objects;
    private final ScheduledExecutorService delivering;
    private final InstantSource clock;
    private final Meters meters;
    private final ErrorLog errors;
    private final Deque<Path> sealed = new ArrayDeque<>();
    private @Nullable BufferFile open;

    /** Takes up what an earlier process left in {@code directory}; call {@link #deliver()} for it. */
    DeliveryStream(
            StreamDefinition definition,
            Path directory,
            ObjectStore objects,
            ScheduledExecutorService delivering,
            InstantSource clock,
            Meters meters,
            ErrorLog errors)
            throws IOException {
        this.definition = definition;
        this.directory = directory;
        this.objects = objects;
        this.delivering = delivering;
        this.clock = clock;
        this.meters = meters;
        this.errors = errors;
        try (Stream<Path> files = Files.list(directory)) {
            files.filter(file -> file.toString().endsWith(ObjectName.BUFFER_SUFFIX))
                    .sorted()
                    .forEach(sealed::add);
        }
    }

    StreamDefinition definition() {
        return definition;
    }

    synchronized int waitingCount() {
        return sealed.size();
    }

    /** To the second, as the buffers' names have it. */
    synchronized long bufferedSinceMs() {
        Path oldest = sealed.isEmpty() ? (open == null ? null : open.path()) : sealed.peek();
        return oldest == null ? Long.MAX_VALUE : ObjectName.beganMs(String.valueOf(oldest.getFileName()));
    }

    /** Takes all records, or none. */
    synchronized List<Firehose.Outcome> put(List<byte[]> records) throws RefusedCallException {
        if (sealed.size() >= SEALED_MAX) {
            throw new RefusedCallException(FirehoseError.SERVICE_UNAVAILABLE, "Slow down.");
        }
        try {
            BufferFile buffer = open == null ? begin() : open;
            long position = buffer.lengthBytes();
            buffer.append(records);
            List<Firehose.Outcome> outcomes = outcomes(buffer, position, records);
            if (buffer.lengthBytes() >= definition.hints().sizeBytes()) {
                seal(buffer);
            }
            return outcomes;
        } catch (IOException e) {
            errors.report("the buffer of a delivery stream cannot be written", e);
            if (open != null) {
                seal(open);
            }
            throw new RefusedCallException(FirehoseError.SERVICE_UNAVAILABLE, "The buffer cannot be written.");
        }
    }

    /** Writes the objects of all sealed buffers; on the delivering thread, or on the last one after it has stopped. */
    void deliver() {
        for (Path buffer = nextSealed(); buffer != null; buffer = nextSealed()) {
            try {
                deliver(buffer);
            } catch (IOException | RuntimeException e) {
                errors.report("an object cannot be written; its buffer is kept", e);
                schedule(this::deliver, RETRY_MS);
                return;
            }
            synchronized (this) {
                sealed.remove(buffer);
            }
        }
    }

    /** Seals what is open: nothing more is to come. */
    synchronized void finish() {
        if (open != null) {
            seal(open);
        }
    }

    private BufferFile begin() throws IOException {
        BufferFile begun = new BufferFile(directory.resolve(ObjectName.newBuffer(definition.name(), clock.instant())));
        open = begun;
        schedule(() -> sealWhenOpen(begun), definition.hints().intervalInSeconds() * 1_000L);
        return begun;
    }

    private synchronized void sealWhenOpen(BufferFile aged) {
        if (aged == open) {
            seal(aged);
        }
    }

    private void seal(BufferFile buffer) {
        try {
            buffer.close();
        } catch (IOException e) {
            errors.report("a buffer cannot be closed", e);
        }
        open = null;
        sealed.add(buffer.path());
        schedule(this::deliver, 0);
    }

    private void deliver(Path buffer) throws IOException {
        String name = ObjectName.ofBuffer(definition.prefix(), String.valueOf(buffer.getFileName()));
        BufferFile.Content content = objects.write(name, buffer);
        if (content.tornBytes() > 0) {
            LOG.warn("cut {} bytes that are no whole record from the end of {}", content.tornBytes(), buffer);
            meters.add(StandaloneMeter.FIREHOSE_TORN_BYTES_CUT, content.tornBytes());
        }
        Files.deleteIfExists(buffer);
        if (content.recordCount() > 0) {
            meters.add(StandaloneMeter.FIREHOSE_OBJECTS_WRITTEN);
            meters.add(StandaloneMeter.FIREHOSE_RECORDS_DELIVERED, content.recordCount());
        }
    }

    private synchronized @Nullable Path nextSealed() {
        return sealed.peek();
    }

    /** After the delivering thread has stopped, {@link #finish} and {@link #deliver} of the closing thread do the work. */
    private void schedule(Runnable task, long delayMs) {
        try {
            Future<?> unused = delivering.schedule(task, delayMs, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            LOG.debug("the delivering thread has stopped", e);
        }
    }

    /** An id names the buffer and the place in it, so that no two records share one. */
    private static List<Firehose.Outcome> outcomes(BufferFile buffer, long position, List<byte[]> records) {
        String base = String.valueOf(buffer.path().getFileName()).replace(ObjectName.BUFFER_SUFFIX, "-");
        List<Firehose.Outcome> outcomes = new ArrayList<>(records.size());
        for (int i = 0; i < records.size(); i++) {
            outcomes.add(Firehose.Outcome.accepted(base + position + "-" + i));
        }
        return outcomes;
    }
}
