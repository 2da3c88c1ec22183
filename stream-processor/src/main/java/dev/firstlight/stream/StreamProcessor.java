package dev.firstlight.stream;

import dev.firstlight.runtime.AdminServer;
import dev.firstlight.runtime.ErrorLog;
import dev.firstlight.runtime.Meters;
import dev.firstlight.runtime.Readiness;
import dev.firstlight.runtime.Service;
import dev.firstlight.schema.AddressKeys;
import dev.firstlight.schema.SchemaBook;
import dev.firstlight.schema.SchemaFollower;
import dev.firstlight.schema.SchemaTopic;
import dev.firstlight.schema.Topic;
import dev.firstlight.schema.TopicStart;
import dev.firstlight.schema.avro.Event;
import dev.firstlight.schema.avro.LedgerEntry;
import dev.firstlight.schema.avro.Reject;
import dev.firstlight.stream.enrich.Enrichment;
import dev.firstlight.stream.ids.FilterMemory;
import dev.firstlight.stream.meter.StreamMeter;
import dev.firstlight.stream.plan.PlanInForce;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Properties;

/**
 * The running processor: its parts in flow order. Closing commits what was processed and leaves the group. When its stream cannot go on, its
 * service gives up, and whoever runs that ends the process.
 */
public final class StreamProcessor implements AutoCloseable {

    private static final Duration STOP_WITHIN = Duration.ofSeconds(5);

    /** Asking costs nothing here, a thread of its own looks. */
    private static final Duration SCHEMAS_AGAIN = Duration.ofSeconds(1);

    private final Service service;
    private final Meters meters = new Meters("stream_processor", StreamMeter.class);
    private final Readiness readiness = new Readiness();
    private final int adminPort;

    private StreamProcessor(StreamProcessorConfig config, Service service) {
        this.service = service;
        readiness.expect("topics", "waiting for Kafka");
        readiness.expect("enrichments", "loading");
        readiness.expect(RunningStream.CONDITION, "not started");
        AdminServer admin = service.own(
                "admin", STOP_WITHIN, new AdminServer(config.admin(), meters, readiness, config::effective));
        adminPort = admin.port();
        service.own("state-lock", STOP_WITHIN, new StateLock(config.stream().stateDirectory()));
        RocksMemory memory = service.own(
                "state-memory", STOP_WITHIN, new RocksMemory(config.stream().stateMemoryBytes() / 2));
        ErrorLog errors = new ErrorLog(StreamProcessor.class);
        AddressKeys keys = new AddressKeys(config.enrich().keysDirectory(), InstantSource.system());
        List<Enrichment> enrichments = Enrichments.of(config, keys, service, meters, errors);
        PlanInForce plan = service.own(
                "plan", STOP_WITHIN, new PlanInForce(config.plan(), InstantSource.system(), meters, errors));
        TopicStart.await(
                config.kafka(),
                List.of(Topic.values()),
                List.of(Event.getClassSchema(), Reject.getClassSchema(), LedgerEntry.getClassSchema()));
        readiness.holds("topics");
        enrichments.forEach(Enrichment::awaitReady); // here, where no partition waits for it
        readiness.holds("enrichments");
        SchemaFollower schemas =
                service.own("schemas", STOP_WITHIN, new SchemaFollower(new SchemaTopic(config.kafka()), errors));
        SchemaBook book = new SchemaBook(schemas, InstantSource.system(), SCHEMAS_AGAIN);
        Outputs outputs = Outputs.live(
                config.kafka(), config.events().writer(config.kafka().nameOf(Topic.EVENTS), book));
        Properties properties = StreamsProperties.of(config.kafka(), config.stream(), memory);
        service.own(
                "stream",
                RunningStream.STOP_WITHIN.plus(STOP_WITHIN),
                new RunningStream(
                        () -> StreamClient.of(
                                PipelineTopology.of(
                                        config.kafka(),
                                        plan,
                                        config.decode(),
                                        config.claim(),
                                        book,
                                        keys,
                                        enrichments,
                                        FilterMemory.within(config.stream().stateMemoryBytes() / 2),
                                        meters,
                                        errors,
                                        outputs),
                                properties),
                        StateFiles.of(properties),
                        readiness,
                        meters,
                        service::giveUp));
    }

    /**
     * Starts it; returns when the topics are there and the stream is starting. Waits for Kafka as long as it takes.
     *
     * @throws dev.firstlight.runtime.PortInUseException when another process has the admin port
     * @throws dev.firstlight.runtime.SettingsException when another process has the state directory
     */
    public static StreamProcessor start(StreamProcessorConfig config) {
        Service service = Service.named(StreamProcessorConfig.ROOT);
        boolean isMade = false;
        try {
            StreamProcessor processor = new StreamProcessor(config, service);
            isMade = true;
            return processor;
        } finally {
            if (!isMade) {
                service.close();
            }
        }
    }

    public Service service() {
        return service;
    }

    public Meters meters() {
        return meters;
    }

    public Readiness readiness() {
        return readiness;
    }

    public int adminPort() {
        return adminPort;
    }

    @Override
    public void close() {
        service.close();
    }
}
