package dev.firstlight.collector.edge;

import dev.firstlight.schema.Refusal;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The events of one POST, until the last of them has its verdict. Threads: one loop.
 */
final class Batch {

    /** What the whole POST is answered: a fixed answer, or a JSON body. */
    record Result(@Nullable Answer answer, @Nullable Refusal refusal, byte[] body) {}

    private final Verdict[] verdicts;
    private final Refusal[] reasons;
    private final boolean isList;
    private final Consumer<Result> onDone;
    private int missing;

    /** @param isList whether the client sent a list and so expects an answer per event */
    Batch(int events, boolean isList, Consumer<Result> onDone) {
        this.verdicts = new Verdict[events];
        this.reasons = new Refusal[events];
        this.isList = isList;
        this.onDone = onDone;
        this.missing = events;
    }

    void settle(int index, Verdict verdict, @Nullable Refusal why) {
        verdicts[index] = verdict;
        if (why != null) {
            reasons[index] = why;
        }
        if (--missing == 0) {
            onDone.accept(result());
        }
    }

    private Result result() {
        int stored = count(Verdict.STORED);
        if (stored == verdicts.length) {
            return new Result(Answer.STORED, null, Images.NONE);
        }
        if (count(Verdict.SEND_AGAIN) == verdicts.length) {
            return new Result(Answer.SEND_AGAIN, Refusal.LOG_UNAVAILABLE, Images.NONE);
        }
        if (!isList && verdicts[0] == Verdict.REFUSED) {
            return new Result(Answer.of(reasons[0]), reasons[0], Images.NONE);
        }
        return new Result(null, null, perEvent(stored));
    }

    private byte[] perEvent(int stored) {
        StringBuilder refused = new StringBuilder();
        StringBuilder retry = new StringBuilder();
        for (int i = 0; i < verdicts.length; i++) {
            if (verdicts[i] == Verdict.REFUSED) {
                comma(refused)
                        .append("{\"index\":")
                        .append(i)
                        .append(",\"reason\":\"")
                        .append(reasons[i].wireName())
                        .append("\"}");
            } else if (verdicts[i] == Verdict.SEND_AGAIN) {
                comma(retry).append(i);
            }
        }
        String json = "{\"accepted\":" + stored + ",\"declined\":" + count(Verdict.DECLINED) + ",\"refused\":["
                + refused + "],\"retry\":[" + retry + "]}\n";
        return json.getBytes(StandardCharsets.US_ASCII);
    }

    private int count(Verdict wanted) {
        int count = 0;
        for (Verdict verdict : verdicts) {
            count += verdict == wanted ? 1 : 0;
        }
        return count;
    }

    private static StringBuilder comma(StringBuilder list) {
        return list.length() == 0 ? list : list.append(',');
    }
}
