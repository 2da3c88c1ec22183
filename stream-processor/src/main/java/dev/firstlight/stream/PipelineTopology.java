package dev.firstlight.stream;

import dev.firstlight.runtime.ErrorLog;
import dev.firstlight.runtime.Meters;
import dev.firstlight.schema.AddressKeys;
import dev.firstlight.schema.KafkaConfig;
import dev.firstlight.schema.SchemaBook;
import dev.firstlight.schema.Topic;
import dev.firstlight.stream.claim.ClaimConfig;
import dev.firstlight.stream.claim.ClaimProcessor;
import dev.firstlight.stream.decode.DecodeConfig;
import dev.firstlight.stream.decode.DecodeProcessor;
import dev.firstlight.stream.enrich.EnrichProcessor;
import dev.firstlight.stream.enrich.Enrichment;
import dev.firstlight.stream.ids.FilterMemory;
import dev.firstlight.stream.ids.IdStores;
import dev.firstlight.stream.ledger.LedgerProcessor;
import dev.firstlight.stream.meter.PartitionSum;
import dev.firstlight.stream.meter.StreamMeter;
import dev.firstlight.stream.plan.PlanInForce;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.AutoOffsetReset;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/**
 * The whole processor on one page. Every node, store and so every changelog has a name of ours: renaming one loses its content.
 *
 * <pre>
 *   raw ─▶ (range) ─▶ decode ─▶ claim ─▶ enrich ─▶ events
 *                       │        │         └────▶ rejects (never, by construction)
 *                       │        ├─▶ ledger ─▶ ledger-entries
 *                       │        └─▶ rejects (an order again under another event id)
 *                       └─▶ rejects, ledger
 * </pre>
 */
final class PipelineTopology {

    static final String PACK_SEQUENCES = "pack-sequences";
    static final String WAITING_PACKS = "waiting-packs";
    static final String CLAIMED_EVENTS = "claimed-ids";
    static final String CLAIMED_ORDERS = "claimed-orders";
    static final String MINUTE_COUNTS = "minute-counts";

    private static final String RAW = "raw";
    private static final String RANGE = "range";
    private static final String DECODE = "decode";
    private static final String CLAIM = "claim";
    private static final String ENRICH = "enrich";
    private static final String LEDGER = "ledger";
    private static final String EVENTS = "events";
    private static final String REJECTS = "rejects";
    private static final String LEDGER_ENTRIES = "ledger-entries";

    /** A changelog that takes what the raw topic takes, and its key: a record it refused would abort its transaction for ever. */
    private static final Map<String, String> WHOLE_RECORDS =
            Map.of(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, String.valueOf(Topic.RAW.recordBytesMax() + 2 * 65_536));

    private PipelineTopology() {}

    static Topology of(
            KafkaConfig kafka,
            PlanInForce plan,
            DecodeConfig decode,
            ClaimConfig claim,
            SchemaBook book,
            AddressKeys keys,
            List<Enrichment> enrichments,
            FilterMemory idFilters,
            Meters meters,
            ErrorLog errors,
            Outputs outputs) {
        ByteArrayDeserializer in = new ByteArrayDeserializer();
        ByteArraySerializer out = new ByteArraySerializer();
        String raw = kafka.nameOf(Topic.RAW);
        DecodeConfig decoding = outputs.isReplay() ? decode.ofPart() : decode;
        DecodeProcessor.Next afterDecode = new DecodeProcessor.Next(CLAIM, REJECTS, LEDGER);
        DecodeProcessor.Stores packs = new DecodeProcessor.Stores(PACK_SEQUENCES, WAITING_PACKS);
        DecodeProcessor.Gauges gauges = new DecodeProcessor.Gauges(
                PartitionSum.gauge(meters, StreamMeter.RAW_OPEN_GAP_ITEMS),
                PartitionSum.gauge(meters, StreamMeter.RAW_REFUSED_GAP_ITEMS),
                PartitionSum.gauge(meters, StreamMeter.RAW_PACKS_WAITING));
        ClaimProcessor.Next afterClaim = new ClaimProcessor.Next(ENRICH, REJECTS, LEDGER);
        ClaimProcessor.Stores claims = new ClaimProcessor.Stores(CLAIMED_EVENTS, CLAIMED_ORDERS);
        EnrichProcessor.Next afterEnrich = new EnrichProcessor.Next(EVENTS, REJECTS);

        Topology topology = new Topology()
                .addSource(AutoOffsetReset.earliest(), RAW, PipelineTopology::appendedAt, in, in, raw)
                .addProcessor(RANGE, () -> new RangeProcessor(outputs.ends()), RAW)
                .addProcessor(
                        DECODE,
                        () -> new DecodeProcessor(
                                afterDecode, packs, raw, decoding, plan, book, gauges, meters, errors),
                        RANGE)
                .addProcessor(CLAIM, () -> new ClaimProcessor(afterClaim, claims, claim, book, meters), DECODE)
                .addProcessor(
                        ENRICH,
                        () -> new EnrichProcessor(
                                afterEnrich, enrichments, keys, outputs.writer(), book, meters, errors),
                        CLAIM)
                .addStateStore(store(PACK_SEQUENCES), DECODE)
                .addStateStore(store(WAITING_PACKS).withLoggingEnabled(WHOLE_RECORDS), DECODE)
                .addStateStore(new IdStores(CLAIMED_EVENTS, idFilters, errors), CLAIM)
                .addStateStore(store(CLAIMED_ORDERS), CLAIM)
                .addSink(EVENTS, outputs.events(), out, out, ENRICH);
        if (outputs.isReplay()) { // what was refused and counted then is not refused and counted again
            return topology.addProcessor(REJECTS, NowhereProcessor::new, DECODE, CLAIM, ENRICH)
                    .addProcessor(LEDGER, NowhereProcessor::new, DECODE, CLAIM);
        }
        return topology.addSink(REJECTS, kafka.nameOf(Topic.REJECTS), out, out, DECODE, CLAIM, ENRICH)
                .addProcessor(LEDGER, () -> new LedgerProcessor(raw, MINUTE_COUNTS, book, meters), DECODE, CLAIM)
                .addStateStore(store(MINUTE_COUNTS).withCachingEnabled(), LEDGER) // a count is written once a commit
                .addSink(LEDGER_ENTRIES, kafka.nameOf(Topic.LEDGER), out, out, LEDGER);
    }

    private static StoreBuilder<KeyValueStore<Bytes, byte[]>> store(String name) {
        return Stores.keyValueStoreBuilder(Stores.persistentKeyValueStore(name), Serdes.Bytes(), Serdes.ByteArray());
    }

    /** The log's own time; the extractor that Streams has by default stops at a record without one. */
    private static long appendedAt(ConsumerRecord<Object, Object> record, long partitionTimeMs) {
        return record.timestamp() >= 0 ? record.timestamp() : Math.max(0, partitionTimeMs);
    }
}
