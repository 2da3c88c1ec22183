package dev.firstlight.standalone.firehose;

import dev.firstlight.runtime.Meters;
import dev.firstlight.standalone.StandaloneMeter;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** The endpoint in a process of its own, to be killed. */
final class EndpointProcess implements AutoCloseable {

    static final String STREAM = "events";

    private final Process process;
    private final int port;

    EndpointProcess(Path directory) throws IOException {
        String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        process = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        classPath,
                        EndpointProcess.class.getName(),
                        directory.toString()))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        port = readPort(process.inputReader());
    }

    int port() {
        return port;
    }

    /** As {@code kill -9}: no shutdown hook runs, nothing is flushed. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    static DeliveryStreams open(Path directory, Meters meters) {
        ObjectStore objects = new ObjectStore(directory.resolve("objects"), name -> {});
        return new DeliveryStreams(directory.resolve("streams"), objects, InstantSource.system(), meters);
    }

    /** Runs until it is killed. */
    public static void main(String[] arguments) throws InterruptedException {
        Meters meters = new Meters("standalone", StandaloneMeter.class);
        DeliveryStreams streams = open(Path.of(arguments[0]), meters);
        BufferingHints hints = new BufferingHints(1, 0);
        streams.ensure(
                new StreamDefinition(STREAM, "", hints, InstantSource.system().instant()));
        FirehoseEndpoint endpoint = new FirehoseEndpoint(0, streams, hints, InstantSource.system(), meters);
        System.out.println("port=" + endpoint.port());
        new CountDownLatch(1).await();
    }

    private static int readPort(BufferedReader out) throws IOException {
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            if (line.startsWith("port=")) {
                return Integer.parseInt(line.substring("port=".length()));
            }
        }
        throw new IOException("the endpoint's process ended before it listened");
    }
}
