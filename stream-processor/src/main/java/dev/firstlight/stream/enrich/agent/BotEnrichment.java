package dev.firstlight.stream.enrich.agent;

import dev.firstlight.runtime.Meters;
import dev.firstlight.schema.avro.Event;
import dev.firstlight.stream.enrich.AddressRanges;
import dev.firstlight.stream.enrich.Enrichment;
import dev.firstlight.stream.event.BotSource;
import dev.firstlight.stream.event.RequestHeaders;
import dev.firstlight.stream.event.Warnings;
import dev.firstlight.stream.meter.StreamMeter;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * {@code bot} and what says so. A flag and no filter: who counts people leaves them out, who looks for crawlers finds them.
 *
 * <p>Comes after the user agent, whose device class it reads. Threads: any.
 */
public final class BotEnrichment implements Enrichment {

    /** Yauaa's classes Robot, Robot Mobile and Robot Imitator. */
    private static final String ROBOT = "Robot";

    /** Its class for user agents that carry an attack. */
    private static final String HACKER = "Hacker";

    private final Supplier<BotList> list;
    private final Supplier<AddressRanges> dataCentres;
    private final Meters meters;

    /** The list and the ranges in force, asked for at each event. */
    public BotEnrichment(Supplier<BotList> list, Supplier<AddressRanges> dataCentres, Meters meters) {
        this.list = list;
        this.dataCentres = dataCentres;
        this.meters = meters;
    }

    @Override
    public String name() {
        return "bot";
    }

    @Override
    public void enrich(Subject subject, Event event, Warnings warnings) {
        BotSource source = source(subject, event.getDeviceClass());
        if (source != null) {
            event.setBot(true);
            event.setBotSource(source.columnText());
            meters.add(StreamMeter.EVENTS_OF_BOTS, source);
        }
    }

    private @Nullable BotSource source(Subject subject, @Nullable String deviceClass) {
        if (deviceClass != null && (deviceClass.startsWith(ROBOT) || deviceClass.equals(HACKER))) {
            return BotSource.AGENT_CLASS;
        }
        RequestHeaders headers = subject.headers();
        if (headers != null && list.get().holds(headers)) {
            return BotSource.AGENT_LIST;
        }
        byte[] address = subject.address();
        return address != null && dataCentres.get().contains(address) ? BotSource.DATA_CENTRE : null;
    }
}
