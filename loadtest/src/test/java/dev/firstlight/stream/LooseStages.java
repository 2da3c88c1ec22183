package dev.firstlight.stream;

import dev.firstlight.runtime.ErrorLog;
import dev.firstlight.runtime.Meters;
import dev.firstlight.runtime.Service;
import dev.firstlight.schema.AddressKeys;
import dev.firstlight.schema.SchemaBook;
import dev.firstlight.schema.Topic;
import dev.firstlight.stream.decode.DecodeProcessor;
import dev.firstlight.stream.enrich.EnrichProcessor;
import dev.firstlight.stream.enrich.Enrichment;
import dev.firstlight.stream.meter.PartitionSum;
import dev.firstlight.stream.meter.StreamMeter;
import dev.firstlight.stream.plan.PlanInForce;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;

/**
 * Stages of the processor as {@link StreamProcessor} and {@link PipelineTopology} make them, one by one, for who measures one. Stands in this
 * package, and is the only place of the benchmarks that has to follow when a stage wants something else. Threads: one; what it has made lives as
 * long as the process.
 */
public final class LooseStages {

    /** Its enrichment's name. */
    private static final String USER_AGENT = "user_agent";

    private final Meters meters = new Meters("stream_processor", StreamMeter.class);
    private final ErrorLog errors = new ErrorLog(LooseStages.class);
    private final SchemaBook book = new SchemaBook();
    private final AddressKeys keys;
    private final StreamProcessorConfig config;
    private final List<Enrichment> enrichments;

    /** With the default settings, and these keys. */
    public LooseStages(Path keysDirectory) {
        keys = new AddressKeys(keysDirectory, InstantSource.system());
        config = StreamProcessorConfig.load(null, Map.of("STREAM_PROCESSOR_INSTANCE_ID", "loose"));
        enrichments = Enrichments.of(config, keys, Service.named("loose"), meters, errors);
    }

    public DecodeProcessor decode() {
        return new DecodeProcessor(
                new DecodeProcessor.Next("claim", "rejects", "ledger"),
                new DecodeProcessor.Stores("sequences", "waiting"),
                Topic.RAW.topicName(),
                config.decode(),
                PlanInForce.always(null, meters),
                book,
                new DecodeProcessor.Gauges(
                        PartitionSum.gauge(meters, StreamMeter.RAW_OPEN_GAP_ITEMS),
                        PartitionSum.gauge(meters, StreamMeter.RAW_REFUSED_GAP_ITEMS),
                        PartitionSum.gauge(meters, StreamMeter.RAW_PACKS_WAITING)),
                meters,
                errors);
    }

    public EnrichProcessor enrich(List<Enrichment> with) {
        return new EnrichProcessor(
                new EnrichProcessor.Next("events", "rejects"),
                with,
                keys,
                config.events().writer(Topic.EVENTS.topicName(), book),
                book,
                meters,
                errors);
    }

    /** All that are on by default. */
    public List<Enrichment> enrichments() {
        return enrichments;
    }

    /** That of the user agent alone, the same that is among all of them. */
    public List<Enrichment> userAgent() {
        return enrichments.stream()
                .filter(enrichment -> enrichment.name().equals(USER_AGENT))
                .toList();
    }

    /** User agents parsed so far, since the cache did not have them. */
    public long userAgentsParsed() {
        return meters.count(StreamMeter.USER_AGENT_PARSES);
    }
}
