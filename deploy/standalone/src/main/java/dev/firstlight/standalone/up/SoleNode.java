package dev.firstlight.standalone.up;

import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import kafka.server.BrokerServer;
import kafka.server.ControllerServer;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import kafka.server.Server;
import kafka.server.SharedServer;
import kafka.server.StandardFaultHandlerFactory;
import org.apache.kafka.common.errors.BrokerIdNotRegisteredException;
import org.apache.kafka.common.errors.NotControllerException;
import org.apache.kafka.common.message.RequestHeaderData;
import org.apache.kafka.common.security.auth.KafkaPrincipal;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.controller.Controller;
import org.apache.kafka.controller.ControllerRequestContext;
import org.apache.kafka.image.MetadataDelta;
import org.apache.kafka.image.MetadataImage;
import org.apache.kafka.image.loader.LoaderManifest;
import org.apache.kafka.image.publisher.MetadataPublisher;
import org.apache.kafka.metadata.BrokerRegistration;
import org.apache.kafka.metadata.bootstrap.BootstrapMetadata;
import org.apache.kafka.metadata.properties.MetaPropertiesEnsemble;
import org.apache.kafka.raft.QuorumConfig;
import org.apache.kafka.server.ServerSocketFactory;
import org.slf4j.LoggerFactory;
import scala.Tuple2;

/**
 * Controller and broker of a cluster of one, made as {@link KafkaRaftServer} makes them, with a step between their starts: the broker
 * before this one, which the controller takes for alive, is struck out before this one starts.
 *
 * <p>Kafka 4.3.1 takes a partition without a leader for a deleted one: a transaction that ends just then is never ended in it, and readers
 * of committed records wait there for ever (KAFKA-20734). With one replica nobody leads for a moment whenever the only broker leaves or is
 * given up while it runs. So neither happens: it stops without leave, its session is a day ({@link LocalBroker}), and the one that follows does not begin with its
 * predecessor's metadata. With them it would lead everything and try to end what was ending as its predecessor was killed, until the
 * predecessor's session is over and all leaders are taken away. Nor does it wait for that session.
 *
 * <p>Threads: one starts, one closes; Kafka's own beside.
 */
final class SoleNode implements AutoCloseable {

    /** For each of the controller's answers; as long as the local run's broker waits for its registration. */
    private static final long PATIENCE_S = 60;

    private static final long STEP_MS = 10;

    private final KafkaConfig config;
    private final SharedServer shared;
    private final ControllerServer controller;
    private final BrokerServer broker;

    /** @param config of a node that is broker and controller, its directories formatted */
    SoleNode(KafkaConfig config) {
        this.config = config;
        Tuple2<MetaPropertiesEnsemble, BootstrapMetadata> directories =
                KafkaRaftServer.initializeLogDirs(config, LoggerFactory.getLogger(SoleNode.class), "");
        String cluster = directories._1().clusterId().orElseThrow();
        shared = new SharedServer(
                config,
                directories._1(),
                Time.SYSTEM,
                Server.initializeMetrics(config, Time.SYSTEM, cluster),
                CompletableFuture.completedFuture(
                        QuorumConfig.parseVoterConnections(config.quorumConfig().voters())),
                List.of(),
                new StandardFaultHandlerFactory(),
                ServerSocketFactory.INSTANCE);
        broker = new BrokerServer(shared);
        controller = new ControllerServer(shared, KafkaRaftServer.configSchema(), directories._2());
    }

    /** Starts both; returns when the broker takes requests. Closes what has started when the rest does not. */
    void start() {
        try {
            controller.startup();
            strikeOutPredecessor();
            broker.startup();
        } catch (Throwable e) {
            try {
                close();
            } catch (RuntimeException closing) {
                e.addSuppressed(closing);
            }
            throw e;
        }
    }

    @Override
    public void close() {
        try {
            broker.shutdown();
            broker.awaitShutdown();
        } finally {
            controller.shutdown();
            controller.awaitShutdown();
        }
    }

    /** Unregisters the broker that an earlier process left in service, however that ended. */
    private void strikeOutPredecessor() {
        Registrations registrations = new Registrations(config.nodeId());
        shared.loader().installPublishers(List.of(registrations));
        try {
            if (registrations.isInService.get(PATIENCE_S, TimeUnit.SECONDS)) {
                unregister(controller.controller());
                registrations.isGone.get(PATIENCE_S, TimeUnit.SECONDS); // the broker starts from what was published
            }
            shared.loader().removeAndClosePublisher(registrations).get(PATIENCE_S, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("the controller does not let go of the broker that was here before", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while starting", e);
        }
    }

    private void unregister(Controller active) throws ExecutionException, InterruptedException, TimeoutException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_S);
        while (true) {
            ControllerRequestContext context = new ControllerRequestContext(
                    new RequestHeaderData(), KafkaPrincipal.ANONYMOUS, OptionalLong.of(deadline));
            try {
                active.unregisterBroker(context, config.nodeId()).get(PATIENCE_S, TimeUnit.SECONDS);
                return;
            } catch (ExecutionException e) {
                if (e.getCause() instanceof BrokerIdNotRegisteredException) {
                    return; // by the try before, whose answer was lost
                }
                if (!(e.getCause() instanceof NotControllerException) || System.nanoTime() > deadline) {
                    throw e;
                }
                TimeUnit.MILLISECONDS.sleep(STEP_MS); // elected, and not active yet
            }
        }
    }

    /** What the metadata say of one broker. Threads: called by the loader's alone. */
    private static final class Registrations implements MetadataPublisher {

        private final int id;

        /** Whether the log that was found leaves the broker in service. */
        private final CompletableFuture<Boolean> isInService = new CompletableFuture<>();

        private final CompletableFuture<Void> isGone = new CompletableFuture<>();

        Registrations(int id) {
            this.id = id;
        }

        @Override
        public String name() {
            return "Registrations";
        }

        @Override
        public void onMetadataUpdate(MetadataDelta delta, MetadataImage image, LoaderManifest manifest) {
            BrokerRegistration registration = image.cluster().broker(id);
            isInService.complete(registration != null && !registration.fenced());
            if (registration == null) {
                isGone.complete(null);
            }
        }
    }
}
