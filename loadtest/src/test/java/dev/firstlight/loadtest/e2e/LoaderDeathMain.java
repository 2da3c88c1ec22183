package dev.firstlight.loadtest.e2e;

import dev.firstlight.standalone.FirstlightCommand;
import java.util.concurrent.locks.LockSupport;

/** The command with somebody beside it who ends the thread that loads the warehouse, which nobody does but an error of its own. */
final class LoaderDeathMain {

    private static final String LOADER = "warehouse-loading";
    private static final long LOOK_NANOS = 20_000_000;

    private LoaderDeathMain() {}

    public static void main(String[] arguments) {
        Thread beside = new Thread(LoaderDeathMain::endTheLoader, "beside");
        beside.setDaemon(true);
        beside.start();
        FirstlightCommand.main(arguments);
    }

    private static void endTheLoader() {
        boolean isFound = false;
        while (!isFound) {
            for (Thread thread : Thread.getAllStackTraces().keySet()) {
                if (thread.getName().equals(LOADER)) {
                    thread.interrupt();
                    isFound = true;
                }
            }
            LockSupport.parkNanos(LOOK_NANOS);
        }
    }
}
