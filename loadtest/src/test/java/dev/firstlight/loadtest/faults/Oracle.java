package dev.firstlight.loadtest.faults;

import dev.firstlight.schema.DedupId;
import dev.firstlight.schema.PackReader;
import dev.firstlight.schema.SchemaBook;
import dev.firstlight.schema.Topic;
import dev.firstlight.schema.UnreadableException;
import dev.firstlight.schema.avro.RawEvent;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * The judge of a run, from what Kafka holds in the end: every event that was promised is there, what is there was sent, byte for byte and under its
 * identity, the packs' numbers have no unexplained gap, and the ledger says what the clients saw. Threads: one.
 */
final class Oracle implements AutoCloseable {

    private static final int EXAMPLES = 5;
    private static final long LEDGER_SECONDS = 8;
    private static final long LOOK_MS = 100;

    private final Raw raw;
    private final Raw ledger;
    private final PackReader packs = new PackReader(new SchemaBook());
    private final Lanes lanes = new Lanes();
    private final LedgerTotals totals = new LedgerTotals();
    private Map<String, Sent> before = new HashMap<>();
    private long repeatedPacks;

    Oracle(int kafkaPort, String topicPrefix) {
        raw = new Raw(kafkaPort, topicPrefix, Topic.RAW);
        ledger = new Raw(kafkaPort, topicPrefix, Topic.LEDGER);
    }

    /**
     * What is wrong.
     *
     * @param lost ids of events that were promised and are not in Kafka
     */
    record Findings(List<String> lost, List<String> complaints) {

        /** As complaints, all of it. */
        List<String> all() {
            List<String> all = new ArrayList<>(complaints);
            if (!lost.isEmpty()) {
                all.add(lost.size() + " events were answered 2xx and are not in Kafka, such as "
                        + lost.subList(0, Math.min(EXAMPLES, lost.size())));
            }
            return all;
        }
    }

    /** Call it once a run, when everything has come to rest; {@code inOrder} are the lives whose ledger must be whole. */
    Findings judge(Journal journal, List<Generation> inOrder) throws UnreadableException, InterruptedException {
        List<String> complaints = new ArrayList<>(journal.complaints());
        Set<String> arrived = new HashSet<>();
        for (ConsumerRecord<byte[], byte[]> record : raw.readOn()) {
            PackReader.Pack pack = packs.read(record.value());
            boolean isRepeat =
                    lanes.take(pack.header(), pack.items().size(), record.value(), record.partition(), complaints);
            repeatedPacks += isRepeat ? 1 : 0;
            for (PackReader.Item item : pack.items()) {
                if (item.event() == null) {
                    complaints.add("an unreadable item arrived: " + item.detail());
                } else {
                    arrived.add(item.event().getEventId());
                    check(journal, item.event(), record.partition(), complaints);
                }
            }
        }
        List<String> lost = journal.promised().stream()
                .map(Sent::id)
                .filter(id -> !arrived.contains(id))
                .toList();
        for (Generation life : inOrder) {
            if (!life.answered().isEmpty()) { // or it was born after the last hit
                checkLedger(life, complaints);
            }
        }
        before = journal.all();
        return new Findings(lost, complaints);
    }

    /** Packs that arrived more than once, over all runs: allowed, since their numbers tell. */
    long repeatedPacks() {
        return repeatedPacks;
    }

    @Override
    public void close() {
        raw.close();
        ledger.close();
    }

    private void check(Journal journal, RawEvent event, int partition, List<String> complaints) {
        Sent sent = journal.all().getOrDefault(event.getEventId(), before.get(event.getEventId()));
        if (event.getRefusal() != null) {
            checkRefused(journal, event, complaints);
        } else if (sent == null || sent.tries() == 0) {
            complaints.add("arrived, but was never sent: " + event.getEventId());
        } else if (sent.fate() != Sent.Fate.STORED) {
            complaints.add("arrived, but must be " + sent.fate() + ": " + event.getEventId());
        } else {
            DedupId identity = DedupId.ofEvent(sent.pixel(), sent.id());
            boolean isAsSent = event.getPayload().equals(ByteBuffer.wrap(sent.payload()))
                    && event.getPixelId().equals(sent.pixel())
                    && Arrays.equals(event.getDedupId().bytes(), identity.bytes())
                    && identity.partition(Raw.PARTITIONS) == partition;
            if (!isAsSent) {
                complaints.add("arrived other than it was sent: " + event);
            }
        }
    }

    /** The bytes of a refused hit are kept under an id that the collector made. */
    private void checkRefused(Journal journal, RawEvent event, List<String> complaints) {
        String text =
                StandardCharsets.US_ASCII.decode(event.getPayload().duplicate()).toString();
        boolean isSent = Stream.of(journal.all(), before)
                .flatMap(all -> all.values().stream())
                .anyMatch(
                        sent -> sent.fate() == Sent.Fate.REFUSED && sent.text().equals(text));
        if (!isSent) {
            complaints.add("kept as refused, but no such hit was sent: " + text);
        }
    }

    /** The ledger is written each second: waits for it as long as it takes to be right. */
    private void checkLedger(Generation life, List<String> complaints)
            throws UnreadableException, InterruptedException {
        CountDownLatch never = new CountDownLatch(1);
        long endNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(LEDGER_SECONDS);
        String wrong;
        do {
            totals.take(ledger.readOn());
            Long incarnation = totals.incarnationOf(life.signature());
            wrong = incarnation == null ? "nothing" : difference(life, totals.of(incarnation));
            if (wrong.isEmpty() && incarnation != null) {
                lanes.checkGaps(incarnation, complaints);
                return;
            }
            boolean unused = never.await(LOOK_MS, TimeUnit.MILLISECONDS);
        } while (endNanos - System.nanoTime() > 0);
        complaints.add("the ledger of life " + life.number() + " has " + wrong);
    }

    private static String difference(Generation life, Map<String, Long> counted) {
        Map<String, Long> seen = life.answered();
        Set<String> names = new HashSet<>(seen.keySet());
        names.addAll(counted.keySet());
        long slack = life.unansweredEvents();
        StringBuilder wrong = new StringBuilder();
        for (String name : names) {
            long more = counted.getOrDefault(name, 0L) - seen.getOrDefault(name, 0L);
            if (more < 0 || more > slack) {
                wrong.append(' ')
                        .append(name)
                        .append(": ")
                        .append(counted.get(name))
                        .append(" instead of ");
                wrong.append(seen.get(name))
                        .append(" (+ at most ")
                        .append(slack)
                        .append(')');
            }
        }
        return wrong.toString();
    }
}
