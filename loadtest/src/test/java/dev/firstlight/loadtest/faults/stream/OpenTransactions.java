package dev.firstlight.loadtest.faults.stream;

import dev.firstlight.schema.KafkaConfig;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.apache.kafka.clients.admin.TransactionListing;
import org.apache.kafka.clients.admin.TransactionState;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;

/**
 * What the broker holds open, for a case that failed: transactions that are not at their end, as their coordinator has them, and partitions of the
 * offsets' topic with one that is, as their log has it. A transaction of the second that is none of the first hangs. Threads: one.
 */
final class OpenTransactions {

    private static final String OFFSETS = "__consumer_offsets";
    private static final long ANSWER_SECONDS = 20;
    private static final Set<TransactionState> ENDED =
            Set.of(TransactionState.EMPTY, TransactionState.COMPLETE_COMMIT, TransactionState.COMPLETE_ABORT);

    private OpenTransactions() {}

    /** A line each; one that says so when the broker does not answer. */
    static List<String> of(KafkaConfig kafka) throws InterruptedException {
        try (Admin admin = Admin.create(kafka.clientProperties())) {
            List<String> lines = new ArrayList<>();
            Collection<TransactionListing> all = answer(admin.listTransactions().all());
            for (TransactionListing one : all) {
                if (!ENDED.contains(one.state())) {
                    String id = one.transactionalId();
                    lines.add("not ended: " + one + ", "
                            + answer(admin.describeTransactions(List.of(id)).description(id)));
                }
            }
            lines.addAll(openOffsets(admin));
            return lines.isEmpty() ? List.of("no transaction is open") : lines;
        } catch (ExecutionException | TimeoutException e) {
            return List.of("the broker does not say which transactions are open: " + e);
        }
    }

    private static List<String> openOffsets(Admin admin)
            throws InterruptedException, ExecutionException, TimeoutException {
        if (!answer(admin.listTopics(new ListTopicsOptions().listInternal(true)).names())
                .contains(OFFSETS)) {
            return List.of();
        }
        Set<TopicPartition> partitions =
                answer(admin.describeTopics(List.of(OFFSETS)).allTopicNames()).values().stream()
                        .flatMap(topic -> topic.partitions().stream())
                        .map(partition -> new TopicPartition(OFFSETS, partition.partition()))
                        .collect(Collectors.toSet());
        Set<String> lines = new TreeSet<>();
        answer(admin.describeProducers(partitions).all()).forEach((partition, state) -> state.activeProducers().stream()
                .filter(producer -> producer.currentTransactionStartOffset().isPresent())
                .forEach(producer -> lines.add("open in " + partition + ": " + producer)));
        return List.copyOf(lines);
    }

    private static <T> T answer(KafkaFuture<T> future)
            throws InterruptedException, ExecutionException, TimeoutException {
        return future.get(ANSWER_SECONDS, TimeUnit.SECONDS);
    }
}
