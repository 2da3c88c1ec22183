package dev.firstlight.sink;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Function;

/** Takes everything, unless the script says otherwise. */
final class ScriptedDelivery implements Delivery {

    private final Deque<Function<List<RowRecord>, Attempt>> script = new ArrayDeque<>();
    private Runnable onCall = () -> {};
    private Runnable onClose = () -> {};

    /** Every line that was accepted, in order. */
    final List<String> accepted = new ArrayList<>();

    /** The lines of each attempt. */
    final List<List<String>> attempts = new ArrayList<>();

    /** The next attempt ends like this. */
    ScriptedDelivery then(Function<List<RowRecord>, Attempt> outcome) {
        script.add(outcome);
        return this;
    }

    /** The next {@code times} attempts find nobody. */
    ScriptedDelivery thenOutage(int times) {
        for (int i = 0; i < times; i++) {
            then(records -> new Attempt(Verdict.UNREACHABLE, records, false, "scripted"));
        }
        return this;
    }

    /** The next attempt takes only the records with an even number. */
    ScriptedDelivery thenTakeEveryOther() {
        return then(records -> {
            List<RowRecord> left = new ArrayList<>();
            for (int i = 1; i < records.size(); i += 2) {
                left.add(records.get(i));
            }
            return new Attempt(Verdict.PARTLY, left, true, "scripted");
        });
    }

    void onCall(Runnable run) {
        onCall = run;
    }

    void onClose(Runnable run) {
        onClose = run;
    }

    @Override
    public Attempt deliver(List<RowRecord> records) {
        onCall.run();
        attempts.add(lines(records));
        Function<List<RowRecord>, Attempt> next = script.poll();
        Attempt attempt = next == null ? Attempt.accepted() : next.apply(records);
        records.stream()
                .filter(record -> !attempt.left().contains(record))
                .forEach(record -> accepted.addAll(lines(List.of(record))));
        return attempt;
    }

    @Override
    public void close() {
        onClose.run();
    }

    private static List<String> lines(List<RowRecord> records) {
        return records.stream()
                .flatMap(record -> new String(record.bytes(), StandardCharsets.UTF_8).lines())
                .toList();
    }
}
