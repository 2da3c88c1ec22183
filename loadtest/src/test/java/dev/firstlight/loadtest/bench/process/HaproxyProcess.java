package dev.firstlight.loadtest.bench.process;

import dev.firstlight.loadtest.FreePorts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * HAProxy before two collectors, as its manual would have it: it asks {@code /ready}, keeps connections, and tries another server only when one
 * does not take the connection. Threads: the benchmark's.
 */
public final class HaproxyProcess implements AutoCloseable {

    private static final int PORTS = 5;
    private static final long STARTS_WITHIN_SECONDS = 10;
    private static final List<Path> BINARIES =
            List.of(Path.of("/usr/sbin/haproxy"), Path.of("/usr/bin/haproxy"), Path.of("/usr/local/sbin/haproxy"));

    private static final String CONFIG = """
            global
              maxconn 4096
              log stdout format raw local0 notice
            defaults
              mode http
              log global
              timeout connect 5s
              timeout client 60s
              timeout server 60s
              timeout check 2s
              option redispatch
            frontend public
              bind 127.0.0.1:%d
              default_backend collectors
            backend collectors
              option httpchk GET /ready
              default-server check inter 200ms fall 2 rise 1
              server one 127.0.0.1:%d port %d
              server two 127.0.0.1:%d port %d
            """;

    private final Process process;
    private final InetSocketAddress address;

    /** @param ports as {@link #freePorts()} gives them */
    public HaproxyProcess(Path directory, int[] ports) throws IOException, InterruptedException {
        Path program = BINARIES.stream()
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(() -> new IOException("haproxy is needed, and is in none of " + BINARIES));
        Path config = Files.writeString(
                directory.resolve("haproxy.conf"),
                CONFIG.formatted(ports[0], port(ports, 0), adminPort(ports, 0), port(ports, 1), adminPort(ports, 1)));
        process = new ProcessBuilder(program.toString(), "-db", "-f", config.toString())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("haproxy.log").toFile())
                .start();
        Files.writeString(
                directory.resolve("pids"), process.pid() + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        address = new InetSocketAddress(InetAddress.getLoopbackAddress(), ports[0]);
        awaitListening();
    }

    /** One for HAProxy, two for each collector. */
    public static int[] freePorts() throws IOException {
        return FreePorts.take(PORTS);
    }

    public static int port(int[] ports, int collector) {
        return ports[1 + collector];
    }

    public static int adminPort(int[] ports, int collector) {
        return ports[3 + collector];
    }

    public InetSocketAddress address() {
        return address;
    }

    @Override
    public void close() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(STARTS_WITHIN_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
    }

    private void awaitListening() throws IOException, InterruptedException {
        for (long look = 0; look < STARTS_WITHIN_SECONDS * 10; look++) {
            if (process.waitFor(100, TimeUnit.MILLISECONDS)) {
                throw new IOException("haproxy ended with " + process.exitValue());
            }
            try (Socket socket = new Socket(address.getAddress(), address.getPort())) {
                if (socket.isConnected()) {
                    return;
                }
            } catch (IOException e) {
                // not yet
            }
        }
        throw new IOException("haproxy does not listen");
    }
}
