package dev.firstlight.loadtest.bench.process;

import dev.firstlight.loadtest.FreePorts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * What a user would pick instead of us: nginx with {@code empty_gif} and an access log in JSON, tuned as its manual would have it. One worker,
 * on the measured core, without a master, whose death it would outlive; the fields are those of {@code RawEvent} as far as nginx can know them.
 * Threads: the benchmark's.
 */
public final class NginxProcess implements MeasuredServer {

    public static final String PROGRAM = "nginx";

    private static final long STARTS_WITHIN_SECONDS = 10;

    /** {@code flush=1s}, and what a timer may be late. */
    private static final long FLUSHED_WITHIN_MS = 1_200;

    private static final List<Path> BINARIES =
            List.of(Path.of("/usr/sbin/nginx"), Path.of("/usr/bin/nginx"), Path.of("/usr/local/sbin/nginx"));

    /** {@code buffer} and {@code flush} as in issue 4: the log's writes are few and large. Connections are kept as long as the collector's. */
    private static final String CONFIG = """
            daemon off;
            master_process off;
            pid %1$s/nginx.pid;
            error_log %1$s/nginx-error.log;
            events { worker_connections 8192; }
            http {
              log_format pixel escape=json '{"received_at":$msec,"address":"$remote_addr","forwarded":"$http_x_forwarded_for",'
                '"host":"$http_host","status":$status,"uri":"$request_uri","user_agent":"$http_user_agent",'
                '"referer":"$http_referer","accept_language":"$http_accept_language","gpc":"$http_sec_gpc","ch_ua":"$http_sec_ch_ua",'
                '"ch_ua_mobile":"$http_sec_ch_ua_mobile","ch_ua_platform":"$http_sec_ch_ua_platform"}';
              access_log %1$s/nginx-access.log pixel buffer=1m flush=1s;
              client_body_temp_path %1$s; proxy_temp_path %1$s; fastcgi_temp_path %1$s; uwsgi_temp_path %1$s; scgi_temp_path %1$s;
              keepalive_requests 1000000000;
              keepalive_timeout 130s;
              server {
                listen 127.0.0.1:%2$d backlog=1024;
                location / { empty_gif; }
              }
            }
            """;

    private final Process process;
    private final InetSocketAddress address;
    private final LogLines log;

    public static boolean isThere() {
        return program().isPresent();
    }

    /** Returns when it listens. */
    public NginxProcess(Path directory, Cores cores) throws IOException, InterruptedException {
        Path program = program().orElseThrow(() -> new IOException("nginx is needed, and is in none of " + BINARIES));
        int port = FreePorts.take(1)[0];
        Path config = Files.writeString(directory.resolve("nginx.conf"), CONFIG.formatted(directory, port));
        List<String> command = new ArrayList<>(cores.measured());
        command.addAll(List.of(program.toString(), "-p", directory.toString(), "-c", config.toString()));
        process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("nginx.log").toFile())
                .start();
        Files.writeString(
                directory.resolve("pids"), process.pid() + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        log = new LogLines(directory.resolve("nginx-access.log"));
        awaitListening();
    }

    @Override
    public InetSocketAddress address() {
        return address;
    }

    @Override
    public Duration cpu() {
        return process.info().totalCpuDuration().orElse(Duration.ZERO);
    }

    @Override
    public Duration compiling() {
        return Duration.ZERO;
    }

    /** Lines of the log, when the last ones have been flushed. */
    @Override
    public long answered() throws IOException, InterruptedException {
        TimeUnit.MILLISECONDS.sleep(FLUSHED_WITHIN_MS);
        return log.count();
    }

    @Override
    public void close() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    private static Optional<Path> program() {
        return BINARIES.stream().filter(Files::isExecutable).findFirst();
    }

    private void awaitListening() throws IOException, InterruptedException {
        for (long look = 0; look < STARTS_WITHIN_SECONDS * 10; look++) {
            if (process.waitFor(100, TimeUnit.MILLISECONDS)) {
                throw new IOException("nginx ended with " + process.exitValue());
            }
            try (Socket socket = new Socket(address.getAddress(), address.getPort())) {
                if (socket.isConnected()) {
                    return;
                }
            } catch (IOException e) {
                // not yet
            }
        }
        throw new IOException("nginx does not listen");
    }
}
