package dev.firstlight.collector.edge;

import dev.firstlight.runtime.ErrorLog;

/**
 * What a loop does again and again. Netty, as any executor, forgets a repeated task for good when it throws once: the ledger would never be
 * published again, or no slow request ever cut, until a restart. Here it is reported and comes again. Threads: its loop.
 *
 * @param what the task, as the error names it
 */
record LoopTask(String what, Runnable task, ErrorLog errors) implements Runnable {

    @Override
    public void run() {
        try {
            task.run();
        } catch (Throwable e) { // an Error too: whoever catches it next is silent
            errors.report(what + " failed, and is tried again", e);
        }
    }
}
