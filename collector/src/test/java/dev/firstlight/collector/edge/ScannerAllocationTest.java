package dev.firstlight.collector.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstlight.runtime.Allocated;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What scanning a request costs in bytes allocated. */
final class ScannerAllocationTest {

    private static final int REQUESTS = 64;
    private static final int CALLS = 500;

    /** A tenth of a byte a request: the measuring itself. */
    private static final double NOTHING = 0.1;

    private final RequestScanner scanner = new RequestScanner(EdgeRig.config());
    private int taken;

    @Test
    void shouldAllocateNothingWhetherItTakesARequestOrLeavesIt() {
        RequestMaker maker = new RequestMaker(new Random(17));
        byte[][] requests = new byte[REQUESTS][];
        for (int i = 0; i < REQUESTS; i++) {
            requests[i] = i % 2 == 0 ? maker.plain() : maker.any();
        }

        double bytes = Allocated.bytesPerCall(CALLS, () -> {
            for (byte[] request : requests) {
                taken += scanner.scan(request, 0, request.length) ? 1 : 0;
            }
        });

        assertThat(taken).isPositive();
        assertThat(bytes / REQUESTS).isLessThan(NOTHING);
    }
}
