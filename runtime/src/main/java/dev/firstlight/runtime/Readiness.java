package dev.firstlight.runtime;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Why a service is not ready: named conditions, each with the reason it does not hold. A service is ready when all hold.
 *
 * <p>Threads: any.
 */
public final class Readiness {

    private static final String HOLDS = "";

    private final Map<String, String> reasons = new ConcurrentHashMap<>();

    /** Names a condition that does not hold yet. */
    public void expect(String condition, String reason) {
        reasons.putIfAbsent(condition, reason);
    }

    public void holds(String condition) {
        reasons.put(condition, HOLDS);
    }

    public void fails(String condition, String reason) {
        reasons.put(condition, reason.isEmpty() ? "no reason given" : reason);
    }

    public boolean isReady() {
        return reasons.values().stream().allMatch(HOLDS::equals);
    }

    /** Condition → reason, sorted, for those that do not hold. */
    public Map<String, String> missing() {
        Map<String, String> missing = new TreeMap<>();
        reasons.forEach((condition, reason) -> {
            if (!HOLDS.equals(reason)) {
                missing.put(condition, reason);
            }
        });
        return missing;
    }
}
