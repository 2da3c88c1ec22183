package dev.firstlight.stream.decode;

import dev.firstlight.runtime.ErrorLog;
import dev.firstlight.runtime.Meters;
import dev.firstlight.schema.AvroCodec;
import dev.firstlight.schema.PackReader;
import dev.firstlight.schema.QueryPayload;
import dev.firstlight.schema.SchemaBook;
import dev.firstlight.schema.UnreadableException;
import dev.firstlight.schema.avro.Event;
import dev.firstlight.schema.avro.RawEvent;
import dev.firstlight.schema.avro.RawPack;
import dev.firstlight.schema.avro.Reject;
import dev.firstlight.stream.event.ClientText;
import dev.firstlight.stream.event.Origin;
import dev.firstlight.stream.event.Rejects;
import dev.firstlight.stream.meter.StreamMeter;
import dev.firstlight.stream.plan.Plan;
import dev.firstlight.stream.plan.PlanInForce;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How the processor understands one pixel URL, for people: it is read by the same reader as any other item of a pack, so that what is shown
 * is what happens. Without enrichments. Threads: any.
 *
 * @param keys each key of the query, in the order it was written
 * @param event as it would go to {@code claim}, or none when it is refused
 * @param reject the reject, or none
 */
public record Explanation(
        List<KeyExplained> keys,
        @Nullable Event event,
        @Nullable Reject reject) {

    private static final int ONLY = 0;

    /**
     * Explains an item whose payload is a query.
     *
     * @param raw as the edge makes it
     * @param plan as it would be in force, or none
     */
    public static Explanation of(RawEvent raw, @Nullable Plan plan) {
        ByteBuffer payload = raw.getPayload().duplicate();
        byte[] query = new byte[payload.remaining()];
        payload.get(query);
        SchemaBook book = new SchemaBook();
        Decision decision = reader(book, plan)
                .read(
                        header(),
                        new PackReader.Item(ONLY, raw, query, ""),
                        new Origin("", 0, 0, ONLY, query),
                        raw.getReceivedAt());
        List<KeyExplained> keys = KeyExplained.all(query, QueryPayload.read(query));
        if (decision instanceof Decision.Accepted accepted) {
            Event event = accepted.candidate().event();
            ClientText.fitAll(event, accepted.candidate().warnings());
            event.setWarnings(accepted.candidate().warnings().list());
            return new Explanation(keys, event, null);
        }
        return new Explanation(keys, null, reject(book, (Decision.Refused) decision));
    }

    private static ItemReader reader(SchemaBook book, @Nullable Plan plan) {
        PlanInForce inForce = PlanInForce.always(plan, new Meters("explain", StreamMeter.class));
        return new ItemReader(new Rejects(book), inForce, new ErrorLog(Explanation.class));
    }

    private static RawPack header() {
        return new RawPack(0L, 0, 0, 0L, 0L, 0L, 0L, 0L, Map.of(), List.of());
    }

    private static Reject reject(SchemaBook book, Decision.Refused refused) {
        try {
            return new AvroCodec<Reject>(Reject.getClassSchema(), book).decode(refused.reject());
        } catch (UnreadableException e) {
            throw new IllegalStateException("what was written just now can be read", e);
        }
    }
}
