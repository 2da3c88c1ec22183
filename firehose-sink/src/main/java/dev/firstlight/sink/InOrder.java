package dev.firstlight.sink;

import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Objects one after the other, since the last of them says that those before it are there: the first that is not taken ends an attempt. */
final class InOrder {

    private InOrder() {}

    /** {@code put} answers nothing for what was taken, else why not; what is left it need not say. */
    static Delivery.Attempt deliver(List<RowRecord> records, Function<RowRecord, Delivery.@Nullable Attempt> put) {
        for (int i = 0; i < records.size(); i++) {
            Delivery.Attempt failed = put.apply(records.get(i));
            if (failed != null) {
                Delivery.Verdict verdict = i == 0 ? failed.verdict() : Delivery.Verdict.PARTLY;
                return new Delivery.Attempt(
                        verdict, records.subList(i, records.size()), failed.isThrottled(), failed.detail());
            }
        }
        return Delivery.Attempt.accepted();
    }
}
