package dev.firstlight.loadtest.faults;

import dev.firstlight.collector.log.EventLog;
import dev.firstlight.collector.log.Outcome;
import dev.firstlight.collector.log.Pack;
import dev.firstlight.collector.spool.SpoolFiles;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.NoSuchFileException;
import java.util.List;
import org.apache.kafka.clients.producer.Producer;

/** The collector's ports with the fault of a {@link Plant}, for the proof that the suite sees it. Never part of a run that must hold. */
final class Planted {

    private Planted() {}

    static EventLog log(EventLog log, Plant plant) {
        return switch (plant) {
            case NONE, ERRORS_IGNORED, TRIM_BEFORE_ACK -> log;
            case ACK_AT_ONCE ->
                pack -> {
                    EventLog.Offer offer = log.offer(new Pack(pack.partition(), pack.bytes(), outcome -> {}));
                    if (offer == EventLog.Offer.TAKEN) {
                        pack.onDone().accept(Outcome.DURABLE);
                    }
                    return offer;
                };
        };
    }

    static Producer<byte[], byte[]> producer(Producer<byte[], byte[]> producer, Plant plant) {
        return switch (plant) {
            case NONE, ACK_AT_ONCE, TRIM_BEFORE_ACK -> producer;
            case ERRORS_IGNORED -> FaultyProducer.deafToErrors(producer);
        };
    }

    static SpoolFiles files(SpoolFiles files, Plant plant) {
        return switch (plant) {
            case NONE, ACK_AT_ONCE, ERRORS_IGNORED -> files;
            case TRIM_BEFORE_ACK -> new Trimming(files);
        };
    }

    /** Deletes what it is asked to read. */
    private record Trimming(SpoolFiles files) implements SpoolFiles {

        @Override
        public Appending create(String name) throws IOException {
            return files.create(name);
        }

        @Override
        public SeekableByteChannel open(String name) throws IOException {
            SeekableByteChannel channel = files.open(name);
            files.delete(name);
            return channel;
        }

        @Override
        public void delete(String name) throws IOException {
            try {
                files.delete(name);
            } catch (NoSuchFileException e) {
                return; // trimmed before
            }
        }

        @Override
        public List<String> list() throws IOException {
            return files.list();
        }

        @Override
        public void rename(String from, String to) throws IOException {
            files.rename(from, to);
        }

        @Override
        public void syncDirectory() throws IOException {
            files.syncDirectory();
        }

        @Override
        public long usableBytes() throws IOException {
            return files.usableBytes();
        }

        @Override
        public Closeable lock() throws IOException {
            return files.lock();
        }
    }
}
