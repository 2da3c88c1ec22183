package dev.firstlight.loadtest.bench.process;

/**
 * The longest stalls since they were last forgotten.
 *
 * @param beyondMs of an event loop while the control thread ticked
 * @param beyondAtSeconds when that was, after the stalls were last forgotten
 * @param loopMs of an event loop, whatever the reason
 * @param controlMs of the control thread
 * @param why what the loop did during the first of them
 */
public record Stalls(double beyondMs, double beyondAtSeconds, double loopMs, double controlMs, String why) {

    private static final double NANOS_PER_MS = 1e6;
    private static final double MS_PER_SECOND = 1e3;

    static Stalls parse(String line) {
        String[] nanos = line.split(" ", 5);
        return new Stalls(ms(nanos[0]), ms(nanos[1]) / MS_PER_SECOND, ms(nanos[2]), ms(nanos[3]), nanos[4]);
    }

    private static double ms(String nanos) {
        return Long.parseLong(nanos) / NANOS_PER_MS;
    }
}
