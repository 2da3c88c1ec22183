package dev.firstlight.sink;

import dev.firstlight.runtime.AdminServer;
import dev.firstlight.runtime.ErrorLog;
import dev.firstlight.runtime.Meters;
import dev.firstlight.runtime.Readiness;
import dev.firstlight.runtime.Service;
import dev.firstlight.schema.EventReader;
import dev.firstlight.schema.KafkaConfig;
import dev.firstlight.schema.SchemaBook;
import dev.firstlight.schema.SchemaTopic;
import dev.firstlight.schema.Topic;
import dev.firstlight.schema.TopicStart;
import dev.firstlight.schema.Topics;
import dev.firstlight.schema.avro.LedgerEntry;
import dev.firstlight.schema.avro.Reject;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.random.RandomGenerator;
import org.apache.kafka.clients.consumer.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.firehose.FirehoseClient;

/**
 * The running service: its parts in flow order, and what others may ask of it. Threads: any. {@link #close()} stops polling, delivers
 * and commits what is in hand within the drain timeout, and closes the rest.
 */
public final class FirehoseSink implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(FirehoseSink.class);
    private static final List<Topic> TOPICS = List.of(Topic.EVENTS, Topic.REJECTS, Topic.LEDGER, Topic.SCHEMAS);
    private static final Duration SOON = Duration.ofSeconds(10);

    private final SinkConfig config;
    private final Meters meters = new Meters(SinkConfig.ROOT, SinkMeter.class);
    private final Readiness readiness = new Readiness();
    private final InstantSource clock = InstantSource.system();
    private final Service service;
    private int adminPort;

    private FirehoseSink(SinkConfig config) {
        this.config = config;
        this.service = Service.making(SinkConfig.ROOT, this::make);
    }

    /**
     * Waits for Kafka, verifies topics and stream, then starts to deliver. Returns once the loop runs; {@code /ready} says when
     * partitions are there.
     *
     * @throws dev.firstlight.runtime.PortInUseException when somebody else has the admin port
     * @throws Topics.MismatchException when a topic is not as it must be
     */
    public static FirehoseSink start(SinkConfig config) {
        return new FirehoseSink(config);
    }

    public Service service() {
        return service;
    }

    public int adminPort() {
        return adminPort;
    }

    public Meters meters() {
        return meters;
    }

    public Readiness readiness() {
        return readiness;
    }

    @Override
    public void close() {
        service.close();
    }

    private void make(Service owner) {
        AdminServer admin =
                owner.own("admin", SOON, new AdminServer(config.admin(), meters, readiness, config::effectiveJson));
        adminPort = admin.port();

        KafkaConfig kafka = config.kafka();
        TopicStart.await(kafka, TOPICS, List.of(LedgerEntry.getClassSchema(), Reject.getClassSchema()));
        SchemaBook book = new SchemaBook(new SchemaTopic(kafka), clock);
        TopicWriter topics = owner.own("producer", SOON, new TopicWriter(KafkaClients.producer(kafka), kafka, book));
        Delivery delivery = owner.own("delivery", SOON, delivery());
        SinkLoop loop = loop(kafka, book, topics, delivery);
        loop.start();
        // its own bound, the call that may be under way, and the last words to Kafka
        Duration stopWithin = config.drainTimeout()
                .plus(config.firehose().callTimeout())
                .plus(SinkLoop.CLOSE_WITHIN)
                .plus(SOON);
        owner.own("loop", stopWithin, loop);
        LOG.info(
                "firehose-sink delivers {} to {} as {}, admin port {}",
                kafka.nameOf(Topic.EVENTS),
                config.firehose().stream(),
                config.instanceId(),
                adminPort);
    }

    private SinkLoop loop(KafkaConfig kafka, SchemaBook book, TopicWriter topics, Delivery delivery) {
        ErrorLog errors = new ErrorLog(FirehoseSink.class);
        Consumer<byte[], byte[]> consumer = KafkaClients.events(config);
        Ledger ledger = new Ledger(new LedgerReader(() -> KafkaClients.ledger(kafka), kafka, book), Ledger.HELD_MAX);
        EventReader events = EventReader.of(config.events(), book);
        SinkLoop.Parts parts = new SinkLoop.Parts(
                consumer,
                new Assignment(consumer, ledger, meters, readiness, errors, System::nanoTime),
                ledger,
                new RowMaker(events, topics, config.pack().recordBytesMax(), meters, errors),
                new Attempts(
                        delivery,
                        config.backoff(),
                        meters,
                        readiness,
                        errors,
                        System::nanoTime,
                        RandomGenerator.getDefault()),
                new Committer(consumer, ledger, topics, meters, errors, clock),
                meters,
                readiness,
                errors);
        return new SinkLoop(config, kafka.nameOf(Topic.EVENTS), parts, clock, System::nanoTime);
    }

    private Delivery delivery() {
        FirehoseClient client = FirehoseClients.make(config.firehose());
        if (config.firehose().createStream()) {
            try {
                StreamMaker.ensure(client, config.firehose());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted while the delivery stream was made", e);
            }
        }
        return new FirehoseDelivery(client, config.firehose().stream());
    }
}
