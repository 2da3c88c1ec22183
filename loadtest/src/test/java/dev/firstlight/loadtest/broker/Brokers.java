package dev.firstlight.loadtest.broker;

import dev.firstlight.loadtest.FreePorts;
import dev.firstlight.standalone.up.LocalBroker;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.apache.kafka.common.utils.AppInfoParser;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.kafka.KafkaContainer;

/**
 * Gives tests a {@link Broker}: one per JVM, started at the first wish, stopped when the last test is through.
 *
 * <p>{@code FIRSTLIGHT_BROKER} chooses: {@code auto} (the default) is Testcontainers' where a Docker engine answers and the in-JVM one
 * elsewhere, {@code docker} and {@code local} are only that. Whichever it is stands on standard output. A container that does not start is
 * an error, never a silent change to the other.
 */
final class Brokers implements ParameterResolver {

    private enum Choice {
        AUTO,
        DOCKER,
        LOCAL
    }

    /** An engine answers in about a second; without one the strategies of Testcontainers give up in less, unless an address leads nowhere. */
    private static final long ENGINE_ANSWERS_MS = 10_000;

    private static final ExtensionContext.Namespace HERE = ExtensionContext.Namespace.create(Brokers.class);

    /** The broker of this JVM. */
    static Broker get(ExtensionContext context) {
        return context.getRoot().getStore(HERE).getOrComputeIfAbsent(Broker.class, key -> start(), Broker.class);
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == Broker.class;
    }

    @Override
    public Broker resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return get(context);
    }

    private static Broker start() {
        String asked = System.getenv().getOrDefault("FIRSTLIGHT_BROKER", "auto");
        Broker broker =
                switch (Choice.valueOf(asked.toUpperCase(Locale.ROOT))) {
                    case AUTO -> doesDockerAnswer() ? container() : local();
                    case DOCKER -> container();
                    case LOCAL -> local();
                };
        System.out.println("broker contract: " + broker.what() + " at " + broker.bootstrapServers());
        return broker;
    }

    /** On a thread that nobody waits for when it takes too long; whatever goes wrong means no. */
    private static boolean doesDockerAnswer() {
        CompletableFuture<Boolean> answer = new CompletableFuture<>();
        Thread asking = new Thread(
                () -> {
                    try {
                        answer.complete(DockerClientFactory.instance().isDockerAvailable());
                    } catch (Throwable e) { // native parts may be missing as well
                        answer.completeExceptionally(e);
                    }
                },
                "is-docker-there");
        asking.setDaemon(true);
        asking.start();
        try {
            return answer.get(ENGINE_ANSWERS_MS, TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Kafka's own image in the version of our client, with what Testcontainers sets for one node. */
    private static Broker container() {
        String image = "apache/kafka:" + AppInfoParser.getVersion();
        KafkaContainer kafka = new KafkaContainer(image);
        kafka.start();
        return new Broker("Testcontainers, " + image, kafka.getBootstrapServers(), kafka::stop);
    }

    private static Broker local() {
        try {
            Path directory = Files.createTempDirectory("firstlight-broker-");
            int[] ports = FreePorts.take(2);
            LocalBroker broker = new LocalBroker(directory, ports[0], ports[1]);
            return new Broker("in this JVM, Kafka " + AppInfoParser.getVersion(), broker.bootstrapServers(), () -> {
                broker.close();
                delete(directory);
            });
        } catch (IOException e) {
            throw new UncheckedIOException("no place for a broker", e);
        }
    }

    private static void delete(Path directory) {
        try (Stream<Path> all = Files.walk(directory)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the broker's directory stays behind: " + directory, e);
        }
    }
}
