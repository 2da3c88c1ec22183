package dev.firstlight.stream;

import dev.firstlight.runtime.ErrorLog;
import dev.firstlight.runtime.Meters;
import dev.firstlight.schema.AddressKeys;
import dev.firstlight.schema.KafkaConfig;
import dev.firstlight.schema.SchemaBook;
import dev.firstlight.schema.Topic;
import dev.firstlight.stream.claim.ClaimConfig;
import dev.firstlight.stream.claim.ClaimProcessor;
import dev.firstlight.stream.decode.DecodeProcessor;
import dev.firstlight.stream.enrich.EnrichProcessor;
import dev.firstlight.stream.enrich.Enrichment;
import dev.firstlight.stream.ledger.LedgerProcessor;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
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
 *   raw ─▶ decode ─▶ claim ─▶ enrich ─▶ events
 *             │        │         └────▶ rejects (never, by construction)
 *             │        └─▶ ledger ─▶ ledger-entries
 *             └─▶ rejects, ledger
 * </pre>
 */
final class PipelineTopology {

    static final String PACK_SEQUENCES = "pack-sequences";
    static final String CLAIMED_EVENTS = "claimed-events";
    static final String CLAIMED_ORDERS = "claimed-orders";
    static final String MINUTE_COUNTS = "minute-counts";

    private static final String RAW = "raw";
    private static final String DECODE = "decode";
    private static final String CLAIM = "claim";
    private static final String ENRICH = "enrich";
    private static final String LEDGER = "ledger";
    private static final String EVENTS = "events";
    private static final String REJECTS = "rejects";
    private static final String LEDGER_ENTRIES = "ledger-entries";

    private PipelineTopology() {}

    static Topology of(
            KafkaConfig kafka,
            ClaimConfig claim,
            SchemaBook book,
            AddressKeys keys,
            List<Enrichment> enrichments,
            Meters meters,
            ErrorLog errors) {
        ByteArrayDeserializer in = new ByteArrayDeserializer();
        ByteArraySerializer out = new ByteArraySerializer();
        String raw = kafka.nameOf(Topic.RAW);
        DecodeProcessor.Next afterDecode = new DecodeProcessor.Next(CLAIM, REJECTS, LEDGER);
        ClaimProcessor.Next afterClaim = new ClaimProcessor.Next(ENRICH, LEDGER);
        ClaimProcessor.Stores claims = new ClaimProcessor.Stores(CLAIMED_EVENTS, CLAIMED_ORDERS);
        EnrichProcessor.Next afterEnrich = new EnrichProcessor.Next(EVENTS, REJECTS);

        return new Topology()
                .addSource(AutoOffsetReset.earliest(), RAW, PipelineTopology::appendedAt, in, in, raw)
                .addProcessor(DECODE, () -> new DecodeProcessor(afterDecode, PACK_SEQUENCES, book, meters, errors), RAW)
                .addProcessor(CLAIM, () -> new ClaimProcessor(afterClaim, claims, claim, meters), DECODE)
                .addProcessor(
                        ENRICH, () -> new EnrichProcessor(afterEnrich, enrichments, keys, book, meters, errors), CLAIM)
                .addProcessor(LEDGER, () -> new LedgerProcessor(raw, MINUTE_COUNTS, book, meters), DECODE, CLAIM)
                .addStateStore(store(PACK_SEQUENCES), DECODE)
                .addStateStore(store(CLAIMED_EVENTS), CLAIM)
                .addStateStore(store(CLAIMED_ORDERS), CLAIM)
                .addStateStore(store(MINUTE_COUNTS).withCachingEnabled(), LEDGER) // a count is written once a commit
                .addSink(EVENTS, kafka.nameOf(Topic.EVENTS), out, out, ENRICH)
                .addSink(REJECTS, kafka.nameOf(Topic.REJECTS), out, out, DECODE, ENRICH)
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
