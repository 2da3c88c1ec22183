package dev.firstlight.collector.edge;

import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.PooledByteBufAllocator;
import java.lang.ref.PhantomReference;
import java.lang.ref.ReferenceQueue;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Fails a test class after which Netty reports a buffer that nobody released. Found by the service loader, so no class can forget it;
 * the level of detection (paranoid: every buffer) is set by surefire.
 */
public final class LeakCheck implements BeforeAllCallback, AfterAllCallback {

    private static final Queue<String> REPORTS = new ConcurrentLinkedQueue<>();

    @Override
    public void beforeAll(ExtensionContext context) {
        ByteBufUtil.setLeakListener((type, records) -> REPORTS.add(type + " leaked: " + records));
    }

    @Override
    public void afterAll(ExtensionContext context) throws InterruptedException {
        if (!context.getRequiredTestClass().getPackage().equals(LeakCheck.class.getPackage())) {
            return; // nobody else knows Netty: CollectorRules
        }
        List<String> leaks = reports();
        if (!leaks.isEmpty()) {
            throw new AssertionError(context.getDisplayName() + ": " + leaks);
        }
    }

    /** What leaked since it was last asked. */
    static List<String> reports() throws InterruptedException {
        for (int round = 0; round < 2; round++) {
            collectGarbage();
            PooledByteBufAllocator.DEFAULT
                    .directBuffer(1)
                    .release(); // the detector reports when it tracks the next one
        }
        List<String> reports = new ArrayList<>();
        for (String report = REPORTS.poll(); report != null; report = REPORTS.poll()) {
            reports.add(report);
        }
        return reports;
    }

    /** Returns when the collector has found an object that died just before. */
    private static void collectGarbage() throws InterruptedException {
        ReferenceQueue<Object> found = new ReferenceQueue<>();
        PhantomReference<Object> sentinel = new PhantomReference<>(new Object(), found);
        do {
            System.gc();
        } while (found.remove(200) != sentinel);
    }
}
