package dev.firstlight.sink;

import dev.firstlight.schema.avro.LedgerEntry;
import java.util.List;
import org.apache.kafka.common.TopicPartition;

/** What the loop's tests say often: events of a log, rows told by their ids, sums of counts, gauges. */
final class LoopWords {

    private LoopWords() {}

    static void addEvents(LoopKit.Kafka kafka, TopicPartition partition, int count) {
        for (int i = 0; i < count; i++) {
            kafka.add(partition, Events.bare(partition.partition() + ":" + i).build());
        }
    }

    /** Further events at the first partition, and the broker sends them. */
    static void arrive(LoopKit kit, int count) {
        int known = kit.kafka.log.getOrDefault(LoopKit.P0, List.of()).size();
        for (int i = 0; i < count; i++) {
            kit.kafka.add(
                    LoopKit.P0, Events.bare("0:" + (char) ('a' + known + i)).build());
        }
        kit.load(LoopKit.P0);
    }

    /** Of an event that {@link #addEvents} adds. */
    static int rowBytes(LoopKit.Kafka kafka) {
        return new RowWriter(RowForm.NAMES, new LoopKit(kafka).meters)
                .write(Events.bare("0:0").build())
                .length;
    }

    static long deliveredTotal(LoopKit.Kafka kafka) {
        return kafka.ledger().values().stream()
                .map(LedgerEntry::getCounts)
                .mapToLong(counts -> counts.getOrDefault(LedgerCounts.DELIVERED, 0L))
                .sum();
    }

    /** Whether the sink's meters agree with each other, between two rounds. */
    static boolean isBalanced(LoopKit kit) {
        long written = kit.meters.count(SinkMeter.ROWS_WRITTEN);
        return kit.meters.count(SinkMeter.EVENTS_READ) == written + kit.meters.count(SinkMeter.EVENTS_REFUSED)
                && written
                        == kit.meters.count(SinkMeter.ROWS_COMMITTED)
                                + kit.meters.count(SinkMeter.ROWS_ABANDONED)
                                + gauge(kit.meters.prometheusText(), "rows_in_hand");
    }

    static double gauge(String text, String name) {
        return text.lines()
                .filter(line -> line.startsWith("firehose_sink_" + name + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.indexOf(' '))))
                .findFirst()
                .orElseThrow();
    }

    static List<String> ids(List<String> lines) {
        return lines.stream()
                .map(line -> line.replaceAll(".*\"event_id\":\"([^\"]*)\".*", "$1"))
                .toList();
    }
}
