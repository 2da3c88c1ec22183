package dev.firstlight.standalone.firehose;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Lets a script strike the calls that put records; all others pass. What is said to be taken before a fault is taken: that is what makes
 * a silent or a wrong answer hard for a client, which has to send again what is there already. Threads: any.
 */
final class ScriptedAnswers implements Answers {

    private static final String PUT = Calls.TARGET_PREFIX + "PutRecord";
    private static final String LAST_RESPONSE = ",{\"RecordId\"";

    private final Answers behind;
    private final FaultScript script;
    private final AtomicLong calls = new AtomicLong();

    ScriptedAnswers(Answers behind, FaultScript script) {
        this.behind = behind;
        this.script = script;
    }

    @Override
    public Reply answer(@Nullable String target, byte[] body) {
        if (target == null || !target.startsWith(PUT)) {
            return behind.answer(target, body);
        }
        long call = calls.getAndIncrement();
        FaultScript.Fault fault = script.ofCall(call);
        if (fault == null) {
            return behind.answer(target, body);
        }
        return switch (fault) {
            case THROTTLE -> refused(FirehoseError.SERVICE_UNAVAILABLE, "Slow down.");
            case EXPIRED ->
                refused(FirehoseError.EXPIRED_TOKEN, "The security token included in the request is expired");
            case ERROR -> error(call);
            case SILENT -> behind.answer(target, body).silentFor(FaultScript.SILENT_MS);
            case SLOW -> behind.answer(target, body).after(FaultScript.SLOW_MS);
            case WRONG -> wrong(behind.answer(target, body), call);
            case RECORD, COPY -> behind.answer(target, body);
        };
    }

    /** One that speaks the protocol, or what a proxy on the way says. */
    private Reply error(long call) {
        return script.pick(call, 2) == 0
                ? refused(FirehoseError.INTERNAL_FAILURE, "The call failed.")
                : new Reply(503, bytes("<html>no server is available</html>"), null, 0, true);
    }

    private Reply wrong(Reply right, long call) {
        byte[] body = right.body();
        return right.withBody(
                switch (script.pick(call, 4)) {
                    case 0 -> new byte[0];
                    case 1 -> bytes("<html>it works</html>");
                    case 2 -> Arrays.copyOf(body, body.length / 2);
                    default -> withoutLastResponse(body);
                });
    }

    /** Fewer responses than records: which of them were taken can no longer be told by their order. */
    private static byte[] withoutLastResponse(byte[] body) {
        String text = new String(body, StandardCharsets.UTF_8);
        int from = text.lastIndexOf(LAST_RESPONSE);
        int to = text.indexOf('}', Math.max(0, from));
        return from < 0 ? new byte[0] : bytes(text.substring(0, from) + text.substring(to + 1));
    }

    private static Reply refused(FirehoseError error, String message) {
        return Reply.refused(error, bytes("{\"__type\":\"" + error.type() + "\",\"message\":\"" + message + "\"}"));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
