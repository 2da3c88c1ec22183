package dev.firstlight.collector.log;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.Cluster;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** Kafka's own mock, whose sends the test completes and may hold inside {@code send}, as a full buffer does. */
class HandProducer extends MockProducer<byte[], byte[]> {

    static final String TOPIC = "firstlight.raw";
    private static final int PARTITIONS = 4;

    final Semaphore sent = new Semaphore(0);
    final Semaphore entered = new Semaphore(0);
    volatile @Nullable CountDownLatch held;
    volatile @Nullable RuntimeException thrown;
    volatile @Nullable Runnable onClose;

    HandProducer() {
        super(cluster(), false, null, new ByteArraySerializer(), new ByteArraySerializer());
    }

    @Override
    @SuppressWarnings("UnsynchronizedOverridesSynchronized") // a send that is held must not hold the others
    public Future<RecordMetadata> send(ProducerRecord<byte[], byte[]> record, Callback callback) {
        entered.release();
        CountDownLatch hold = held;
        RuntimeException failure = thrown;
        if (hold != null) {
            await(hold);
        }
        if (failure != null) {
            thrown = null;
            throw failure;
        }
        Future<RecordMetadata> future = super.send(record, callback);
        sent.release();
        return future;
    }

    /** As the real one: what is not acknowledged by then fails. */
    @Override
    public void close(Duration timeout) {
        Runnable first = onClose;
        if (first != null) {
            first.run();
        }
        while (errorNext(new TimeoutException("closed"))) {
            // until none is open
        }
        super.close(timeout);
    }

    void awaitSent(int count) throws InterruptedException {
        if (!sent.tryAcquire(count, 10, TimeUnit.SECONDS)) {
            throw new AssertionError("the sender thread did not send");
        }
    }

    void awaitEntered() throws InterruptedException {
        if (!entered.tryAcquire(10, TimeUnit.SECONDS)) {
            throw new AssertionError("the sender thread did not try to send");
        }
    }

    private static void await(CountDownLatch hold) {
        try {
            hold.await();
        } catch (InterruptedException e) {
            throw new InterruptException(e); // sets the flag again, as Kafka's does
        }
    }

    private static Cluster cluster() {
        Node node = new Node(0, "none", 1);
        List<PartitionInfo> partitions = new ArrayList<>();
        for (int i = 0; i < PARTITIONS; i++) {
            partitions.add(new PartitionInfo(TOPIC, i, node, new Node[] {node}, new Node[] {node}));
        }
        return new Cluster("mock", List.of(node), partitions, java.util.Set.of(), java.util.Set.of());
    }
}
