package dev.firstlight.stream.plan;

import dev.firstlight.runtime.ErrorLog;
import dev.firstlight.runtime.Meters;
import dev.firstlight.schema.avro.Event;
import dev.firstlight.stream.event.PlanFinding;
import dev.firstlight.stream.event.Warnings;
import dev.firstlight.stream.meter.StreamMeter;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The plan as its file has it, without a restart; or none, which costs an event one look at a field.
 *
 * <p>Threads: a daemon of its own looks at the file; {@link #judge} is for any thread, and asks one plan from beginning to end. Failure: a
 * file that is no plan, or is gone, changes nothing; it is counted, and one line says which line of it is wrong and why. A file is read when
 * two looks in a row have found it the same, so that a half-written one is not taken for the whole. Instances of a group read their own
 * files, so for a few seconds two plans may be in force. Bounds: twice the longest file in memory.
 */
public final class PlanInForce implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(PlanInForce.class);
    private static final long MS_PER_SECOND = 1_000;

    /** Of a file that cannot be read; no plan is as short. */
    private static final byte[] GONE = {};

    private final InstantSource clock;
    private final Meters meters;
    private final ErrorLog errors;
    private final @Nullable ScheduledExecutorService thread;
    private volatile @Nullable Plan plan;
    private volatile long readAtSeconds;
    private byte[] seen;
    private byte[] read;

    public PlanInForce(PlanConfig config, InstantSource clock, Meters meters, ErrorLog errors) {
        this.clock = clock;
        this.meters = meters;
        this.errors = errors;
        this.plan = config.plan();
        this.seen = config.bytes();
        this.read = config.bytes();
        this.readAtSeconds = config.plan() == null ? 0 : nowSeconds();
        meters.gauge(StreamMeter.PLAN_READ_EPOCH_SECONDS, () -> readAtSeconds);
        Path file = config.file();
        this.thread = file == null ? null : watching(file, config.lookEach().toNanos());
    }

    /** A plan that never changes, or none. */
    public static PlanInForce always(@Nullable Plan plan, Meters meters) {
        return new PlanInForce(
                new PlanConfig(null, GONE, plan, PlanConfig.NONE.lookEach()),
                InstantSource.system(),
                meters,
                new ErrorLog(PlanInForce.class));
    }

    /**
     * What the plan says of an event, whose name it makes the one name where it came under an alias; the findings are among the warnings
     * unless they refuse it. None where there is no plan.
     *
     * @param given the type as the client said it, or none
     */
    public @Nullable PlanVerdict judge(Event event, @Nullable String given, Warnings warnings) {
        Plan now = plan;
        if (now == null) {
            return null;
        }
        PlanVerdict verdict = now.judge(event, given, warnings);
        for (PlanFinding finding : verdict.findings()) {
            meters.add(StreamMeter.PLAN_FINDINGS, finding.kind());
            if (verdict.refusal() == null) {
                warnings.add(finding.warning());
            }
        }
        return verdict;
    }

    @Override
    public void close() {
        if (thread != null) {
            thread.shutdownNow();
        }
    }

    private ScheduledExecutorService watching(Path file, long lookEachNanos) {
        ScheduledExecutorService made = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread daemon = new Thread(task, "plan");
            daemon.setDaemon(true);
            return daemon;
        });
        made.scheduleWithFixedDelay(() -> look(file), lookEachNanos, lookEachNanos, TimeUnit.NANOSECONDS);
        return made;
    }

    /** Called by its own thread alone; never ends in an exception, or there would be no further look. */
    void look(Path file) {
        byte[] now;
        try {
            now = PlanFile.bytes(file);
        } catch (IOException | RuntimeException e) {
            now = GONE;
        }
        if (Arrays.equals(now, read) || !Arrays.equals(now, seen)) {
            seen = now;
            return;
        }
        read = now;
        try {
            take(file, now.length == 0 ? PlanFile.read(file) : PlanFile.read(now));
        } catch (RuntimeException e) {
            refuse(file, List.of(new PlanProblem(0, e.toString())));
        }
    }

    private void take(Path file, PlanReading reading) {
        Plan again = reading.plan();
        if (again == null) {
            refuse(file, reading.problems());
            return;
        }
        plan = again;
        readAtSeconds = nowSeconds();
        meters.add(StreamMeter.PLAN_RELOADS);
        LOG.info(
                "tracking plan {} read again from {}: {} types",
                again.name(),
                file,
                again.base().types().size());
    }

    private void refuse(Path file, List<PlanProblem> problems) {
        meters.add(StreamMeter.PLAN_RELOADS_FAILED);
        PlanProblem first = problems.get(0);
        String more = problems.size() == 1 ? "" : " (and " + (problems.size() - 1) + " more)";
        errors.report("the tracking plan stays as it was: " + file + ", " + first + more);
    }

    private long nowSeconds() {
        return clock.millis() / MS_PER_SECOND;
    }
}
