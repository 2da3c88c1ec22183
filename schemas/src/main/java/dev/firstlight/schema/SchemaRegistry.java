package dev.firstlight.schema;

import dev.firstlight.runtime.CannotStartException;
import dev.firstlight.runtime.ErrorLog;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.kafka.common.errors.RetriableException;

/**
 * A Confluent-compatible schema registry, as far as events need one: our schema gets an id, ids of others get their schema.
 *
 * <p>Threads: any; blocks for at most the timeout a question. Bounds: an unknown id is asked for at most once in {@value #ASK_AGAIN_MS} ms,
 * and {@value #UNKNOWN_MAX} such ids are remembered, so that a flood of strange records does not become a flood of questions.
 */
public final class SchemaRegistry {

    /** It did not answer, or not sensibly: ask again later. */
    public static final class UnavailableException extends RetriableException {
        private static final long serialVersionUID = 1L;

        UnavailableException(String sentence, Throwable cause) {
            super(sentence, cause);
        }

        UnavailableException(String sentence) {
            super(sentence);
        }
    }

    /** It answered, and the answer is no. */
    public static final class RefusedException extends CannotStartException {
        private static final long serialVersionUID = 1L;

        RefusedException(String sentence) {
            super(sentence, null);
        }
    }

    private static final String MEDIA_TYPE = "application/vnd.schemaregistry.v1+json";
    private static final long ASK_AGAIN_MS = 10_000;
    private static final int UNKNOWN_MAX = 1_000;
    private static final long PAUSE_MS = 1_000;
    private static final int NOT_FOUND = 404;

    /** What Avro's code generator adds for Java alone. */
    private static final String JAVA_ONLY = ",\"avro.java.string\":\"String\"";

    private final RegistryConfig config;
    private final HttpClient http;
    private final Map<Integer, Schema> known = new ConcurrentHashMap<>();
    private final Map<Integer, Long> unknownSinceNanos = new ConcurrentHashMap<>();

    public SchemaRegistry(RegistryConfig config) {
        this.config = config;
        HttpClient.Builder builder = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER) // credentials go where they were meant to
                .connectTimeout(config.timeout());
        if (config.caFile() != null) {
            builder.sslContext(TrustedCertificates.context(config.caFile()));
        }
        http = builder.build();
    }

    /** The id of {@code schema} under {@code subject}, where it is registered if it is not yet. Waits for a registry that is not there. */
    int awaitId(String subject, Schema schema) {
        ErrorLog errors = new ErrorLog(SchemaRegistry.class);
        while (true) {
            try {
                return register(subject, schema);
            } catch (UnavailableException e) {
                errors.report("waiting for the schema registry at " + config.url(), e);
                pause();
            }
        }
    }

    /** One attempt of {@link #awaitId}. */
    int register(String subject, Schema schema) {
        String body = RegistryJson.request(schema.toString().replace(JAVA_ONLY, ""));
        HttpRequest request = request("subjects/" + subject + "/versions")
                .header("Content-Type", MEDIA_TYPE)
                .POST(HttpRequest.BodyPublishers.ofString(body, StandardCharsets.UTF_8))
                .build();
        HttpResponse<byte[]> response = send(request);
        if (isNo(response.statusCode())) {
            throw new RefusedException("the schema registry at " + config.url()
                    + " does not take the schema of events as " + subject + ": status " + response.statusCode());
        }
        Integer id = isOk(response) ? RegistryJson.id(response.body()) : null;
        if (id == null) {
            throw new UnavailableException("the schema registry answered " + response.statusCode() + " without an id");
        }
        return id;
    }

    /**
     * The schema of an id.
     *
     * @throws UnreadableException when there is none
     * @throws UnavailableException when the registry cannot be asked
     */
    Schema find(int id) throws UnreadableException {
        Schema found = known.get(id);
        if (found != null) {
            return found;
        }
        Long since = unknownSinceNanos.get(id);
        if (since != null && System.nanoTime() - since < TimeUnit.MILLISECONDS.toNanos(ASK_AGAIN_MS)) {
            throw new UnreadableException(Refusal.SCHEMA_UNKNOWN, "schema id " + id);
        }
        HttpResponse<byte[]> response = send(request("schemas/ids/" + id).GET().build());
        if (response.statusCode() == NOT_FOUND) {
            if (unknownSinceNanos.size() >= UNKNOWN_MAX) {
                unknownSinceNanos.clear();
            }
            unknownSinceNanos.put(id, System.nanoTime());
            throw new UnreadableException(Refusal.SCHEMA_UNKNOWN, "schema id " + id);
        }
        Schema schema = schema(id, response);
        known.put(id, schema);
        return schema;
    }

    private static Schema schema(int id, HttpResponse<byte[]> response) throws UnreadableException {
        String text = isOk(response) ? RegistryJson.schema(response.body()) : null;
        if (text == null) {
            throw new UnavailableException(
                    "the schema registry answered " + response.statusCode() + " when asked for schema id " + id);
        }
        try {
            return new Schema.Parser().parse(text);
        } catch (AvroRuntimeException e) {
            throw new UnreadableException(Refusal.SCHEMA_UNKNOWN, "schema id " + id + " is no Avro schema");
        }
    }

    private HttpRequest.Builder request(String path) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(config.url().resolve(path)).header("Accept", MEDIA_TYPE);
        if (config.user() != null) {
            String pair = config.user() + ':' + config.password();
            String encoded = Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
            request.header("Authorization", "Basic " + encoded);
        }
        return request;
    }

    /** The whole answer within the timeout, its body included. */
    private HttpResponse<byte[]> send(HttpRequest request) {
        CompletableFuture<HttpResponse<byte[]>> answer =
                http.sendAsync(request, HttpResponse.BodyHandlers.ofByteArray());
        try {
            return answer.get(config.timeout().toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() instanceof IOException io ? io : e;
            throw new UnavailableException("the schema registry at " + config.url() + " does not answer", cause);
        } catch (TimeoutException e) {
            answer.cancel(true);
            throw new UnavailableException("the schema registry at " + config.url() + " does not answer in time", e);
        } catch (InterruptedException e) {
            answer.cancel(true);
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for the schema registry", e);
        }
    }

    private static boolean isOk(HttpResponse<byte[]> response) {
        return response.statusCode() == 200;
    }

    /** Of the 4xx, 408 and 429 ask for another attempt. */
    private static boolean isNo(int status) {
        return status >= 400 && status < 500 && status != 408 && status != 429;
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(PAUSE_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for the schema registry", e);
        }
    }
}
