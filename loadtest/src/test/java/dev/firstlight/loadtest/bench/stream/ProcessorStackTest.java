package dev.firstlight.loadtest.bench.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ProcessorStackTest {

    private static final String THREAD =
            "[firstlight-stream-processor-x-StreamThread-1 tid=7];org/apache/kafka/streams/processor/internals/StreamThread.runOnce;";
    private static final String STAGE = "org/apache/kafka/streams/processor/internals/ProcessorContextImpl.forward;";

    @ParameterizedTest
    @CsvSource({
        "CONSUME, org/apache/kafka/clients/consumer/KafkaConsumer.poll;org/apache/kafka/clients/NetworkClient.poll;read",
        "UNPACK, dev/firstlight/stream/decode/DecodeProcessor.read;dev/firstlight/schema/PackReader.read;org/apache/avro/io/BinaryDecoder.readLong",
        "UNPACK, dev/firstlight/schema/PackCompressor.plain;com/github/luben/zstd/Zstd.decompressByteArray;ZSTD_decompressBlock",
        "DECODE, dev/firstlight/stream/decode/EventDecoder.decode;dev/firstlight/schema/QueryPayload.read;java/util/HashMap.put",
        "CLAIM, dev/firstlight/stream/claim/EventClaims.isFirstSighting;dev/firstlight/stream/ids/IdStore.contains;java/util/TreeMap.get",
        "PRODUCE, dev/firstlight/stream/claim/OrderClaims.claim;org/apache/kafka/streams/state/internals/ChangeLoggingKeyValueBytesStore.log;org/apache/kafka/clients/producer/KafkaProducer.send",
        "AGENT, dev/firstlight/stream/enrich/EnrichProcessor.enrich;dev/firstlight/stream/enrich/agent/UserAgentEnrichment.known;com/github/benmanes/caffeine/cache/x",
        "ADDRESS, dev/firstlight/stream/enrich/Addresses.open;dev/firstlight/schema/DayKey.seal;com/sun/crypto/provider/AESCrypt.x",
        "PAGE, dev/firstlight/stream/enrich/EnrichProcessor.enrich;dev/firstlight/stream/enrich/page/Escapes.x;java/lang/String.indexOf",
        "ENRICH, dev/firstlight/stream/enrich/EnrichProcessor.process;java/util/ArrayList.add",
        "ENCODE, dev/firstlight/stream/enrich/EnrichProcessor.process;dev/firstlight/schema/AvroCodec.encode;org/apache/avro/generic/GenericData.getField",
        "LEDGER, dev/firstlight/stream/ledger/MinuteCounts.add;java/util/HashMap.get",
        "COMPRESS, org/apache/kafka/clients/producer/KafkaProducer.send;net/jpountz/lz4/LZ4JNICompressor.compress;LZ4_compress_fast",
        "COMMIT, org/apache/kafka/streams/processor/internals/TaskManager.commit;org/apache/kafka/clients/producer/KafkaProducer.flush;wait",
        "STREAMS, java/util/ArrayDeque.poll",
    })
    void shouldGoByTheNearestFrameThatIsKnown(ProcessorStack expected, String frames) {
        assertThat(ProcessorStack.SORTER.kindOf(List.of((THREAD + STAGE + frames).split(";"))))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "PRODUCE, [kafka-producer-network-thread | firstlight tid=9];sun/nio/ch/SocketDispatcher.write0;write",
        "CLAIM, [rocksdb:low tid=9];rocksdb::CompactionJob::Run;LZ5_x",
        "AGENT, [user-agents tid=9];java/lang/Thread.run;java/util/HashMap.get",
        "JIT, [C2 CompilerThread0 tid=5];start_thread;Compile::Optimize",
        "OTHER, [main tid=2];java/lang/Thread.run;sun/nio/ch/Unknown.x",
    })
    void shouldGoByTheThreadWhereItDoesOneThing(ProcessorStack expected, String stack) {
        assertThat(ProcessorStack.SORTER.kindOf(List.of(stack.split(";")))).isEqualTo(expected);
    }
}
