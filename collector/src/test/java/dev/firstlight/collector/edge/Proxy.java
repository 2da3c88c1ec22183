package dev.firstlight.collector.edge;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** A proxy of this machine on a free port before the edge, keeping connections to it open and sharing them between clients. */
final class Proxy implements AutoCloseable {

    /** Which, and how it is set up; all as they come, but for the host, which nginx passes on as it is sent. */
    enum Kind {
        NGINX("nginx", """
            daemon off;
            master_process off;
            pid DIRECTORY/nginx.pid;
            error_log DIRECTORY/error.log;
            events {}
            http {
              access_log off;
              client_body_temp_path DIRECTORY/body;
              proxy_temp_path DIRECTORY/proxy;
              fastcgi_temp_path DIRECTORY/fastcgi;
              uwsgi_temp_path DIRECTORY/uwsgi;
              scgi_temp_path DIRECTORY/scgi;
              upstream collector {
                server 127.0.0.1:BEHIND;
                keepalive 1;
              }
              server {
                listen 127.0.0.1:PORT;
                location / {
                  proxy_pass http://collector;
                  proxy_http_version 1.1;
                  proxy_request_buffering off;
                  proxy_set_header Connection "";
                  proxy_set_header Host $http_host;
                }
              }
            }
            """),
        HAPROXY("haproxy", haproxy("")),
        HAPROXY_LENIENT("haproxy", haproxy("option accept-invalid-http-request"));

        private final String program;
        private final String config;

        Kind(String program, String config) {
            this.program = program;
            this.config = config;
        }

        private static String haproxy(String more) {
            return """
                defaults
                  mode http
                  timeout connect 5s
                  timeout client 5s
                  timeout server 5s
                  http-reuse always
                frontend public
                  bind 127.0.0.1:PORT
                  MORE
                  default_backend collector
                backend collector
                  server one 127.0.0.1:BEHIND
                """.replace("MORE", more);
        }

        private List<String> command(Path program, Path directory, Path file) {
            return switch (this) {
                case NGINX ->
                    List.of(
                            program.toString(),
                            "-p",
                            directory.toString(),
                            "-e",
                            directory.resolve("error.log").toString(),
                            "-c",
                            file.toString());
                case HAPROXY, HAPROXY_LENIENT -> List.of(program.toString(), "-db", "-q", "-f", file.toString());
            };
        }

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT).replace('_', ' ');
        }
    }

    private static final List<Path> BINARIES =
            List.of(Path.of("/usr/sbin"), Path.of("/usr/bin"), Path.of("/usr/local/sbin"), Path.of("/usr/local/bin"));

    private final Process process;
    private final int port;

    Proxy(Kind kind, Path directory, int behind) throws IOException {
        port = freePort();
        Path file = Files.writeString(
                directory.resolve(kind.name() + ".conf"),
                kind.config
                        .replace("DIRECTORY", directory.toString())
                        .replace("PORT", String.valueOf(port))
                        .replace("BEHIND", String.valueOf(behind)));
        process = new ProcessBuilder(kind.command(program(kind.program), directory, file))
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve(kind.name() + ".log").toFile())
                .start();
        await().failFast("it ended: see " + directory, () -> !process.isAlive()).until(() -> isListening(port));
    }

    int port() {
        return port;
    }

    @Override
    public void close() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(10, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
    }

    private static Path program(String name) {
        return BINARIES.stream()
                .map(directory -> directory.resolve(name))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(() -> new AssertionError(name + " is needed, and is in none of " + BINARIES));
    }

    private static boolean isListening(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
