package dev.firstlight.standalone.firehose;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.firstlight.runtime.ErrorLog;
import dev.firstlight.runtime.Meters;
import dev.firstlight.runtime.PortInUseException;
import dev.firstlight.standalone.StandaloneMeter;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.InstantSource;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The HTTP side of the local Firehose, on loopback only: authentication as far as it means anything here, sizes, errors as the AWS
 * SDK reads them.
 *
 * <p>Any SigV4 signature is taken for good, since nobody but this machine can call; a call without one is refused, so that a client
 * without credentials fails here as it would in the cloud. Threads: {@value #THREADS} answer; a connection has one call at a time, so
 * what waits for a thread is bounded by the connections. Closing refuses new calls, lets the open ones end, and leaves
 * the streams to their owner.
 */
public final class FirehoseEndpoint implements AutoCloseable {

    private static final int THREADS = 4;
    private static final int BACKLOG = 64;
    private static final long STOP_MS = 5_000;

    /** 4 MiB in base64 are 5.4 MiB; the rest is names, and room for a call over the limit to hear which limit. */
    private static final int BODY_BYTES_MAX = 8 * 1024 * 1024;

    private final Calls calls;
    private final Answers answers;
    private final Meters meters;
    private final ErrorLog errors = new ErrorLog(FirehoseEndpoint.class);
    private final ExecutorService threads;
    private final ScheduledExecutorService later;
    private final Semaphore running = new Semaphore(THREADS);
    private final HttpServer server;
    private volatile boolean closing;

    /**
     * Listens at once.
     *
     * @param port 0 takes a free one
     * @param hintsByDefault for streams that are created without any
     * @throws PortInUseException when another process has the port
     */
    public FirehoseEndpoint(
            int port, Firehose firehose, BufferingHints hintsByDefault, InstantSource clock, Meters meters) {
        this(port, firehose, hintsByDefault, FaultScript.none(), clock, meters);
    }

    /** With faults on purpose: the same, but for what {@code script} says. */
    public FirehoseEndpoint(
            int port,
            Firehose firehose,
            BufferingHints hintsByDefault,
            FaultScript script,
            InstantSource clock,
            Meters meters) {
        this.calls = new Calls(new ScriptedFirehose(firehose, script), hintsByDefault, clock, new ObjectMapper());
        this.answers = new ScriptedAnswers(calls, script);
        this.meters = meters;
        InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        try {
            server = HttpServer.create(address, BACKLOG);
        } catch (BindException e) {
            throw new PortInUseException("Firehose endpoint's", address, e);
        } catch (IOException e) {
            throw new UncheckedIOException("the Firehose endpoint cannot listen on " + address, e);
        }
        threads = Executors.newFixedThreadPool(THREADS, task -> {
            Thread thread = new Thread(task, "firehose-endpoint");
            thread.setDaemon(true);
            return thread;
        });
        later = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "firehose-late-answers");
            thread.setDaemon(true);
            return thread;
        });
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    public int port() {
        return server.getAddress().getPort();
    }

    @Override
    public void close() {
        if (closing) {
            return;
        }
        closing = true;
        try {
            if (!running.tryAcquire(THREADS, STOP_MS, TimeUnit.MILLISECONDS)) {
                errors.report("calls of the Firehose endpoint did not end in time and are cut off");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        later.shutdownNow();
        server.stop(0);
        threads.shutdown();
    }

    private void handle(HttpExchange exchange) throws IOException {
        if (!running.tryAcquire()) {
            end(exchange, calls.refused(new RefusedCallException(FirehoseError.SERVICE_UNAVAILABLE, "Stopping.")));
            return;
        }
        try {
            end(exchange, answers.answer(header(exchange, "X-Amz-Target"), body(exchange)));
        } catch (RefusedCallException e) {
            end(exchange, calls.refused(e));
        } catch (RuntimeException e) {
            errors.report("a call of the Firehose endpoint failed", e);
            end(exchange, calls.refused(new RefusedCallException(FirehoseError.INTERNAL_FAILURE, "The call failed.")));
        } finally {
            running.release();
        }
    }

    /** Sends the reply, now or later; a later one costs no thread, and is cut off when this closes. */
    private void end(HttpExchange exchange, Reply reply) throws IOException {
        if (reply.delayMs() == 0) {
            send(exchange, reply);
            return;
        }
        try {
            Future<?> unused =
                    later.schedule(() -> sendOrClose(exchange, reply), reply.delayMs(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) { // closing
            exchange.close();
        }
    }

    private void sendOrClose(HttpExchange exchange, Reply reply) {
        try {
            if (reply.isSent()) {
                send(exchange, reply);
            }
        } catch (IOException e) {
            errors.report("a late answer found nobody", e);
        } finally {
            exchange.close();
        }
    }

    /** The body of a call that may go on. It is read before anything is answered: the client may still be sending. */
    private byte[] body(HttpExchange exchange) throws IOException, RefusedCallException {
        byte[] body;
        try (InputStream in = exchange.getRequestBody()) {
            body = in.readNBytes(BODY_BYTES_MAX + 1);
        }
        if (body.length > BODY_BYTES_MAX) {
            throw new RefusedCallException(
                    FirehoseError.REQUEST_TOO_LARGE, "The body is over " + BODY_BYTES_MAX + " bytes.");
        }
        if (closing) {
            throw new RefusedCallException(FirehoseError.SERVICE_UNAVAILABLE, "Stopping.");
        }
        if (!exchange.getRequestMethod().equals("POST")) {
            throw new RefusedCallException(FirehoseError.UNKNOWN_OPERATION, "Calls are POST.");
        }
        String authorization = header(exchange, "Authorization");
        if (authorization == null) {
            throw new RefusedCallException(
                    FirehoseError.MISSING_AUTHENTICATION_TOKEN, "Request is missing Authentication Token");
        }
        if (!authorization.startsWith("AWS4-HMAC-SHA256 ")
                || !authorization.contains("Credential=")
                || !authorization.contains("Signature=")) {
            throw new RefusedCallException(
                    FirehoseError.INCOMPLETE_SIGNATURE, "Authorization header requires a SigV4 signature.");
        }
        return body;
    }

    private void send(HttpExchange exchange, Reply reply) throws IOException {
        try (exchange) {
            FirehoseError error = reply.error();
            if (error != null) {
                meters.add(StandaloneMeter.FIREHOSE_CALLS_REFUSED, error);
                exchange.getResponseHeaders().set("x-amzn-ErrorType", error.type());
            }
            exchange.getResponseHeaders().set("Content-Type", "application/x-amz-json-1.1");
            exchange.getResponseHeaders()
                    .set("x-amzn-RequestId", UUID.randomUUID().toString());
            // -1 says that no body follows; 0 would begin one of unknown length
            exchange.sendResponseHeaders(reply.status(), reply.body().length == 0 ? -1 : reply.body().length);
            if (reply.body().length > 0) {
                exchange.getResponseBody().write(reply.body());
            }
        }
    }

    private static @Nullable String header(HttpExchange exchange, String name) {
        return exchange.getRequestHeaders().getFirst(name);
    }
}
