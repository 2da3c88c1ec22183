package dev.firstlight.standalone.up;

import dev.firstlight.collector.Collector;
import dev.firstlight.collector.CollectorConfig;
import dev.firstlight.runtime.AdminConfig;
import dev.firstlight.runtime.AdminServer;
import dev.firstlight.runtime.Meters;
import dev.firstlight.runtime.Readiness;
import dev.firstlight.runtime.Service;
import dev.firstlight.sink.FirehoseSink;
import dev.firstlight.sink.SinkConfig;
import dev.firstlight.standalone.StandaloneMeter;
import dev.firstlight.standalone.firehose.BufferingHints;
import dev.firstlight.standalone.firehose.DeliveryStreams;
import dev.firstlight.standalone.firehose.FaultScript;
import dev.firstlight.standalone.firehose.FirehoseEndpoint;
import dev.firstlight.standalone.firehose.ObjectStore;
import dev.firstlight.standalone.firehose.QuotaFirehose;
import dev.firstlight.standalone.firehose.StreamDefinition;
import dev.firstlight.standalone.warehouse.Copy;
import dev.firstlight.standalone.warehouse.QueryEndpoint;
import dev.firstlight.standalone.warehouse.RefusedObjectException;
import dev.firstlight.standalone.warehouse.Warehouse;
import dev.firstlight.standalone.warehouse.WarehouseConfig;
import dev.firstlight.stream.StreamProcessor;
import dev.firstlight.stream.StreamProcessorConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The whole pipeline in this process, of real parts: in-JVM broker, the three services with their own wiring, the Firehose-compatible
 * endpoint and the warehouse.
 *
 * <p>Starts what does not depend on each other side by side; returns when a pixel can be fired. Closing drains in flow order: the
 * collector first, then, as long as the drain timeout allows, until all that was accepted is in the warehouse.
 */
public final class Pipeline implements AutoCloseable {

    private static final Duration STOP_WITHIN = Duration.ofSeconds(30);

    private final Service service;
    private final RunFile runFile;
    private final Map<String, Integer> ports = new HashMap<>();

    private Pipeline(UpConfig config, @Nullable Path file, Map<String, String> env, boolean isDemo, Service service)
            throws IOException {
        this.service = service;
        Wiring wiring = new Wiring(config, env);
        // Read first: what is wrong with any of them is said before anything starts.
        CollectorConfig collectorConfig = CollectorConfig.load(file, wiring.forService("COLLECTOR"));
        StreamProcessorConfig processorConfig = StreamProcessorConfig.load(file, wiring.forService("STREAM_PROCESSOR"));
        SinkConfig sinkConfig = SinkConfig.load(file, wiring.forService("FIREHOSE_SINK"));
        DataDirectory data = service.own("data", STOP_WITHIN, new DataDirectory(config.dataDirectory()));
        RunFile.delete(config.dataDirectory());
        Ports.look("collector", collectorConfig.http().port());
        Ports.look("collector's admin", collectorConfig.admin().port());
        Ports.look("stream-processor's admin", processorConfig.admin().port());
        Ports.look("firehose-sink's admin", sinkConfig.admin().port());
        if (isDemo) {
            Ports.look("shop", config.shopPort());
        }
        KeyKeeper keys = new KeyKeeper(data.path("keys"), config.keyLagBudget(), InstantSource.system());
        service.own("address keys", STOP_WITHIN, keys);

        CompletableFuture<LocalBroker> brokerStarting = CompletableFuture.supplyAsync(
                () -> new LocalBroker(data.path("kafka"), wiring.kafkaPort(), wiring.controllerPort()));
        try {
            warehouse(config, data, wiring);
        } finally {
            service.own("broker", STOP_WITHIN, joined(brokerStarting));
        }
        CompletableFuture<StreamProcessor> processorStarting = later(() -> StreamProcessor.start(processorConfig));
        CompletableFuture<FirehoseSink> sinkStarting = later(() -> FirehoseSink.start(sinkConfig));
        CompletableFuture<Collector> collectorStarting = later(() -> Collector.start(collectorConfig));
        FirehoseSink sink = own("firehose-sink", sinkStarting);
        StreamProcessor processor = own("stream-processor", processorStarting);
        sink.service().whenGivenUp(service::giveUp);
        processor.service().whenGivenUp(service::giveUp); // one process: what ends it alone ends it here
        Drain drain = new Drain(wiring.bootstrapServers(), config.drainTimeout(), sinkConfig.group());
        service.own("drain", config.drainTimeout().plusSeconds(5), drain);
        Collector collector = own("collector", collectorStarting);
        ports.put("collector", collector.port());
        ports.put("collector-admin", collector.adminPort());
        ports.put("stream-processor-admin", processor.adminPort());
        ports.put("firehose-sink-admin", sink.adminPort());
        ports.put("kafka", wiring.kafkaPort());
        if (isDemo) {
            ShopServer shop =
                    new ShopServer(config.shopPort(), "http://127.0.0.1:" + collector.port(), config.shopPixel());
            service.own("shop", STOP_WITHIN, shop);
            ports.put("shop", shop.port());
        }
        Ready.await(collector.readiness(), processor.readiness(), sink.readiness());
        runFile = new RunFile(
                ProcessHandle.current().pid(),
                wiring.bootstrapServers(),
                data.path("query.token").toAbsolutePath().toString(),
                ports);
        runFile.write(config.dataDirectory());
        service.own("run file", STOP_WITHIN, () -> RunFile.delete(config.dataDirectory()));
    }

    /**
     * Starts everything.
     *
     * @param file the user's file, with the sections of the services as well, or none
     * @param isDemo whether the demo shop is served too
     */
    public static Pipeline start(@Nullable Path file, Map<String, String> env, boolean isDemo) throws IOException {
        UpConfig config = UpConfig.load(file, env);
        Service service = Service.named("pipeline");
        boolean isMade = false;
        try {
            Pipeline pipeline = new Pipeline(config, file, env, isDemo, service);
            isMade = true;
            return pipeline;
        } finally {
            if (!isMade) {
                service.close();
            }
        }
    }

    public Service service() {
        return service;
    }

    /** Ports by the name of the part. */
    public Map<String, Integer> ports() {
        return Map.copyOf(ports);
    }

    public RunFile runFile() {
        return runFile;
    }

    @Override
    public void close() {
        service.close();
    }

    private void warehouse(UpConfig config, DataDirectory data, Wiring wiring) {
        Meters meters = new Meters("standalone", StandaloneMeter.class);
        Path objects = data.path("firehose").resolve("objects");
        FaultScript faults = config.faults();
        Warehouse warehouse = service.own(
                "warehouse",
                STOP_WITHIN,
                new Warehouse(
                        new WarehouseConfig(data.path("warehouse"), objects, config.copyRetry()),
                        copy -> scripted(copy, faults),
                        InstantSource.system(),
                        meters,
                        service::giveUp));
        DeliveryStreams streams = service.own(
                "delivery streams",
                STOP_WITHIN,
                new DeliveryStreams(
                        data.path("firehose").resolve("streams"),
                        new ObjectStore(objects, warehouse::announce),
                        InstantSource.system(),
                        meters));
        QueryEndpoint queries = service.own(
                "queries",
                STOP_WITHIN,
                new QueryEndpoint(
                        config.warehousePort(), data.path("query.token"), warehouse, streams::bufferedSinceMs));
        BufferingHints hints = new BufferingHints(config.bufferMib(), config.bufferSeconds());
        streams.ensure(new StreamDefinition(
                config.stream(), "", hints, InstantSource.system().instant()));
        FirehoseEndpoint endpoint = service.own(
                "firehose",
                STOP_WITHIN,
                new FirehoseEndpoint(
                        wiring.firehosePort(),
                        new QuotaFirehose(streams, config.quota(), System::nanoTime),
                        hints,
                        faults,
                        InstantSource.system(),
                        meters));
        AdminServer admin = service.own(
                "admin",
                STOP_WITHIN,
                new AdminServer(new AdminConfig("127.0.0.1", 0), meters, new Readiness(), () -> "{}"));
        ports.put("warehouse", queries.port());
        ports.put("firehose", endpoint.port());
        ports.put("standalone-admin", admin.port());
    }

    private static Copy scripted(Copy copy, FaultScript faults) {
        return objects -> {
            for (String object : objects) {
                if (faults.isCopyRefused(object)) {
                    throw new RefusedObjectException(object, "the script of faults refuses this object");
                }
            }
            return copy.load(objects);
        };
    }

    private <T extends AutoCloseable> T own(String name, CompletableFuture<T> starting) {
        return service.own(name, STOP_WITHIN, joined(starting));
    }

    private static <T> CompletableFuture<T> later(Supplier<T> starting) {
        return CompletableFuture.supplyAsync(starting, task -> new Thread(task, "starting").start());
    }

    /** The part, or what its start failed with as it was thrown. */
    private static <T> T joined(CompletableFuture<T> starting) {
        try {
            return starting.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            if (e.getCause() instanceof IOException cause) {
                throw new UncheckedIOException(cause);
            }
            throw e;
        }
    }
}
