package dev.firstlight.sink;

import dev.firstlight.runtime.AdminServer;
import dev.firstlight.runtime.ErrorLog;
import dev.firstlight.runtime.Meters;
import dev.firstlight.runtime.Readiness;
import dev.firstlight.runtime.Service;
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
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import org.apache.kafka.clients.consumer.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The running service: its parts in flow order, and what others may ask of it. Threads: any. {@link #close()} stops polling, delivers
 * and commits what is in hand within the drain timeout, and closes the rest.
 */
public final class FirehoseSink implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(FirehoseSink.class);
    private static final Duration SOON = Duration.ofSeconds(10);

    private final SinkConfig config;
    private final UnaryOperator<Delivery> around;
    private final Meters meters = new Meters(SinkConfig.ROOT, SinkMeter.class);
    private final Readiness readiness = new Readiness();
    private final InstantSource clock = InstantSource.system();
    private final Service service;
    private int adminPort;

    private FirehoseSink(SinkConfig config, UnaryOperator<Delivery> around) {
        this.config = config;
        this.around = around;
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
        return start(config, UnaryOperator.identity());
    }

    /** The same with something between the loop and each of its deliveries, as the fault suite has. */
    public static FirehoseSink start(SinkConfig config, UnaryOperator<Delivery> around) {
        return new FirehoseSink(config, around);
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
        List<Topic> topics = List.of(config.destination().topic(), Topic.REJECTS, Topic.LEDGER, Topic.SCHEMAS);
        TopicStart.await(kafka, topics, List.of(LedgerEntry.getClassSchema(), Reject.getClassSchema()));
        SchemaBook book = new SchemaBook(new SchemaTopic(kafka), clock);
        Transactions transactions = owner.own("producer", SOON, new Transactions(() -> KafkaClients.producer(config)));
        Route route = Route.make(config, book, meters, owner);
        ExecutorService calls = calls(route);
        owner.own("calls", SOON, calls::shutdownNow); // after the loop, which has cut them off
        SinkLoop loop = loop(kafka, book, transactions, route, calls, admin, owner);
        loop.start();
        // its own bound, the commit that may be under way, and the last words to Kafka
        Duration stopWithin = config.drainTimeout()
                .plus(KafkaClients.BLOCKED_MAX.multipliedBy(3))
                .plus(SinkLoop.CLOSE_WITHIN)
                .plus(SOON);
        owner.own("loop", stopWithin, loop);
        LOG.info(
                "firehose-sink delivers {} to {} as {}, admin port {}",
                kafka.nameOf(config.destination().topic()),
                route.where(),
                config.instanceId(),
                adminPort);
    }

    private SinkLoop loop(
            KafkaConfig kafka,
            SchemaBook book,
            Transactions transactions,
            Route route,
            Executor calls,
            AdminServer admin,
            Service owner) {
        ErrorLog errors = new ErrorLog(FirehoseSink.class);
        Destination destination = config.destination();
        Consumer<byte[], byte[]> consumer = KafkaClients.events(config);
        LedgerReader entries =
                new LedgerReader(isCommitted -> KafkaClients.ledger(kafka, isCommitted), kafka, book, destination);
        Ledger ledger = new Ledger(entries, Ledger.HELD_MAX, destination);
        admin.page(
                LedgerPage.PATH,
                new LedgerPage(config.instanceId(), ledger::newest, route.billing()::words, readiness));
        TopicRecords records = new TopicRecords(kafka, book, destination);
        RowMaker rows = new RowMaker(route.reading(), route.rowBytesMax(), meters, errors);
        Attempts.Out out =
                new Attempts.Out(route.deliveries().stream().map(around).toList(), route.inFlightMax(), calls);
        Assignment assignment = new Assignment(consumer, ledger, meters, readiness, errors, System::nanoTime);
        Attempts.Reports reports = new Attempts.Reports(route.billing(), meters, readiness, errors);
        SinkLoop.Parts parts = new SinkLoop.Parts(
                consumer,
                assignment,
                ledger,
                new Gathering(consumer, assignment, ledger, rows, records, route.linger(), System::nanoTime),
                route.packing(),
                new Attempts(out, config.backoff(), reports, System::nanoTime, RandomGenerator.getDefault()),
                new Committer(consumer, ledger, records, transactions, meters, errors, clock),
                meters,
                readiness,
                errors,
                owner::giveUp);
        return new SinkLoop(config, kafka.nameOf(destination.topic()), parts, clock, System::nanoTime);
    }

    /** A thread for each call that may be under way, made when it is first needed. */
    private static ExecutorService calls(Route route) {
        return Executors.newFixedThreadPool(route.deliveries().size() * route.inFlightMax(), task -> {
            Thread made = new Thread(task, "call");
            made.setDaemon(true);
            return made;
        });
    }
}
