package dev.firstlight.stream.enrich.agent;

import dev.firstlight.runtime.Meters;
import dev.firstlight.schema.EventColumn;
import dev.firstlight.stream.enrich.ColumnText;
import dev.firstlight.stream.event.Warnings;
import dev.firstlight.stream.meter.StreamMeter;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import nl.basjes.parse.useragent.UserAgent;
import nl.basjes.parse.useragent.UserAgent.ImmutableUserAgent;
import nl.basjes.parse.useragent.UserAgentAnalyzer;
import org.jspecify.annotations.Nullable;

/**
 * Yauaa on a thread of its own, so that no headers can take the stream's time or stack.
 *
 * <p>The thread first loads the parser's rules (seconds of CPU) and warms up with common texts, then parses one text after another. Bounds: {@value #WAITING_MAX} texts
 * wait, more are turned away. Failure: whatever a parse ends in, a stack overflow included, is its future's; the thread goes on.
 */
final class UserAgentParser implements UserAgentEnrichment.Parser {

    private static final int WAITING_MAX = 256;

    /**
     * What browsers, apps and robots send, one a line, written for this: parsed once while loading, so that the first events do not pay for
     * what the parser does lazily and for what the JVM has not compiled.
     */
    static final String COMMON = "common-user-agents.txt";

    private final ThreadPoolExecutor thread = new ThreadPoolExecutor(
            1, 1, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(WAITING_MAX), UserAgentParser::thread);
    private final CompletableFuture<UserAgentAnalyzer> analyzer;
    private final Meters meters;

    /** Begins to load and returns. */
    UserAgentParser(Meters meters) {
        this.meters = meters;
        analyzer = CompletableFuture.supplyAsync(UserAgentParser::load, thread);
    }

    @Override
    public void awaitLoaded() {
        analyzer.join();
    }

    @Override
    public @Nullable CompletableFuture<Agent> parse(AgentTexts texts) {
        try {
            return CompletableFuture.supplyAsync(() -> parseNow(texts), thread);
        } catch (RejectedExecutionException e) {
            return null;
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }

    private Agent parseNow(AgentTexts texts) {
        long startNanos = System.nanoTime();
        try {
            ImmutableUserAgent parsed = analyzer.join().parse(texts.byHeader());
            Warnings warnings = new Warnings();
            return new Agent(
                    value(parsed, UserAgent.DEVICE_CLASS, EventColumn.DEVICE_CLASS, warnings),
                    value(parsed, UserAgent.DEVICE_BRAND, EventColumn.DEVICE_BRAND, warnings),
                    value(parsed, UserAgent.OPERATING_SYSTEM_NAME, EventColumn.OS_NAME, warnings),
                    value(parsed, UserAgent.OPERATING_SYSTEM_VERSION, EventColumn.OS_VERSION, warnings),
                    value(parsed, UserAgent.AGENT_NAME, EventColumn.AGENT_NAME, warnings),
                    value(parsed, UserAgent.AGENT_VERSION, EventColumn.AGENT_VERSION, warnings),
                    warnings.list(),
                    true);
        } finally {
            meters.add(StreamMeter.USER_AGENT_PARSES);
            meters.recordNanos(StreamMeter.USER_AGENT_NANOS, System.nanoTime() - startNanos);
        }
    }

    /** What is known, within its column; the parser's words for "not known" are absence. */
    private static @Nullable String value(
            ImmutableUserAgent parsed, String field, EventColumn column, Warnings warnings) {
        String value = parsed.getValue(field);
        boolean isUnknown = value == null || value.startsWith(UserAgent.UNKNOWN_VALUE) || value.startsWith("??");
        return isUnknown ? null : ColumnText.fit(value, column, warnings);
    }

    private static UserAgentAnalyzer load() {
        UserAgentAnalyzer analyzer = UserAgentAnalyzer.newBuilder()
                .withFields(
                        UserAgent.DEVICE_CLASS,
                        UserAgent.DEVICE_BRAND,
                        UserAgent.OPERATING_SYSTEM_NAME,
                        UserAgent.OPERATING_SYSTEM_VERSION,
                        UserAgent.AGENT_NAME,
                        UserAgent.AGENT_VERSION)
                .withoutCache() // ours is bounded and keeps the answer only
                .withoutClientHintsCache()
                .withUserAgentMaxLength(UserAgentShape.LENGTH_MAX)
                .hideMatcherLoadStats()
                .dropTests()
                .immediateInitialization() // now, not under the first event
                .build();
        common().forEach(analyzer::parse);
        return analyzer;
    }

    static List<String> common() {
        try (InputStream in = UserAgentParser.class.getResourceAsStream(COMMON)) {
            if (in == null) {
                throw new IllegalStateException(COMMON + " is missing from this jar");
            }
            return new String(in.readAllBytes(), StandardCharsets.US_ASCII)
                    .lines()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Thread thread(Runnable task) {
        Thread made = new Thread(task, "user-agents");
        made.setDaemon(true);
        return made;
    }
}
