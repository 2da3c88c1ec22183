package dev.firstlight.stream;

import dev.firstlight.runtime.AdminServer;
import dev.firstlight.runtime.ErrorLog;
import dev.firstlight.runtime.Meters;
import dev.firstlight.runtime.Readiness;
import dev.firstlight.runtime.Service;
import dev.firstlight.schema.AddressKeys;
import dev.firstlight.schema.SchemaBook;
import dev.firstlight.schema.SchemaTopic;
import dev.firstlight.schema.Topic;
import dev.firstlight.schema.TopicStart;
import dev.firstlight.schema.avro.Event;
import dev.firstlight.schema.avro.LedgerEntry;
import dev.firstlight.schema.avro.Reject;
import dev.firstlight.stream.enrich.AddressHash;
import dev.firstlight.stream.enrich.CountryEnrichment;
import dev.firstlight.stream.enrich.CountryFile;
import dev.firstlight.stream.enrich.EnrichConfig;
import dev.firstlight.stream.enrich.Enrichment;
import dev.firstlight.stream.enrich.UserAgentEnrichment;
import dev.firstlight.stream.meter.StreamMeter;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.streams.Topology;

/** The running processor: its parts in flow order. Closing commits what was processed and leaves the group. */
public final class StreamProcessor implements AutoCloseable {

    private static final Duration STOP_WITHIN = Duration.ofSeconds(5);

    private final Service service;
    private final Meters meters = new Meters("stream_processor", StreamMeter.class);
    private final Readiness readiness = new Readiness();
    private final int adminPort;

    private StreamProcessor(StreamProcessorConfig config, Service service) {
        this.service = service;
        readiness.expect("topics", "waiting for Kafka");
        readiness.expect(RunningStream.CONDITION, "not started");
        AdminServer admin = service.own(
                "admin", STOP_WITHIN, new AdminServer(config.admin(), meters, readiness, config::effective));
        adminPort = admin.port();
        service.own("state-lock", STOP_WITHIN, new StateLock(config.stream().stateDirectory()));
        RocksMemory memory = service.own(
                "state-memory", STOP_WITHIN, new RocksMemory(config.stream().stateMemoryBytes()));
        ErrorLog errors = new ErrorLog(StreamProcessor.class);
        AddressKeys keys = new AddressKeys(config.enrich().keysDirectory(), InstantSource.system());
        List<Enrichment> enrichments = enrichments(config.enrich(), keys, errors);
        TopicStart.await(
                config.kafka(),
                List.of(Topic.values()),
                List.of(Event.getClassSchema(), Reject.getClassSchema(), LedgerEntry.getClassSchema()));
        readiness.holds("topics");
        SchemaBook book = new SchemaBook(new SchemaTopic(config.kafka()), InstantSource.system());
        Topology topology =
                PipelineTopology.of(config.kafka(), config.claim(), book, keys, enrichments, meters, errors);
        service.own(
                "stream",
                RunningStream.STOP_WITHIN.plus(STOP_WITHIN),
                new RunningStream(
                        topology, StreamsProperties.of(config.kafka(), config.stream(), memory), readiness, meters));
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

    private List<Enrichment> enrichments(EnrichConfig config, AddressKeys keys, ErrorLog errors) {
        List<Enrichment> enrichments = new ArrayList<>();
        enrichments.add(service.own(
                "user-agents",
                STOP_WITHIN,
                new UserAgentEnrichment(
                        config.userAgentCacheEntries(), meters, errors))); // loads while Kafka is awaited
        CountryFile countries = CountryFile.open(config.countryFile());
        if (countries == null) {
            errors.report("no country file is bundled here and country.file is not set: country stays absent");
        } else {
            meters.gauge(StreamMeter.COUNTRY_FILE_EPOCH_SECONDS, countries::builtAtSeconds);
            enrichments.add(new CountryEnrichment(countries));
        }
        enrichments.add(new AddressHash(keys));
        return enrichments;
    }
}
