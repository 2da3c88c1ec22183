package dev.firstlight.loadtest.faults.sink;

import dev.firstlight.loadtest.faults.Leash;
import dev.firstlight.loadtest.faults.stream.Pause;
import dev.firstlight.runtime.Launch;
import dev.firstlight.runtime.Readiness;
import dev.firstlight.sink.Delivery;
import dev.firstlight.sink.FirehoseSink;
import dev.firstlight.sink.PackLimits;
import dev.firstlight.sink.PlantedDelivery;
import dev.firstlight.sink.SinkConfig;
import java.util.function.UnaryOperator;

/**
 * The sink's own main, with what a test needs beside it: it ends when the test is gone, says {@code ready}, packs small records so that a call of
 * a few rows has many, and has the fault of the plant that the property {@value #PLANT} names.
 */
final class SinkMain {

    static final String PLANT = "planted";

    private static final long LOOK_MS = 5;

    private SinkMain() {}

    public static void main(String[] arguments) {
        Leash.follow(line -> {});
        Launch.run(arguments, (file, env) -> {
            FirehoseSink sink = FirehoseSink.start(smallRecords(SinkConfig.load(file, env)), planted());
            Thread teller = new Thread(() -> tell(sink.readiness()), "teller");
            teller.setDaemon(true);
            teller.start();
            return sink.service();
        });
    }

    /** Smaller than the settings allow. */
    private static SinkConfig smallRecords(SinkConfig config) {
        return new SinkConfig(
                config.instanceId(),
                config.drainTimeout(),
                config.kafka(),
                config.consumer(),
                config.events(),
                config.destination(),
                config.firehose(),
                config.objects(),
                new PackLimits(
                        EventMix.RECORD_BYTES_MAX,
                        config.pack().callBytesMax(),
                        config.pack().callRecordsMax(),
                        config.pack().linger()),
                config.backoff(),
                config.admin(),
                config.effectiveJson());
    }

    private static UnaryOperator<Delivery> planted() {
        return switch (SinkPlant.valueOf(System.getProperty(PLANT, SinkPlant.NONE.name()))) {
            case FAILED_INDICES_DROPPED -> PlantedDelivery::failedIndicesDropped;
            case COMMITTED_EARLY -> PlantedDelivery::early;
            case NONE, LOADED_OBJECTS_FORGOTTEN, MANIFEST_FORGOTTEN, COPY_ERROR_SWALLOWED -> UnaryOperator.identity();
        };
    }

    private static void tell(Readiness readiness) {
        try {
            while (!readiness.isReady()) {
                Pause.of(LOOK_MS);
            }
            System.out.println("ready");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
