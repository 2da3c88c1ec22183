package dev.firstlight.runtime;

/**
 * What an executor does again and again. Any executor, Netty's too, forgets a repeated task for good when it throws once: a ledger would
 * never be published again, or no changed file ever be read, until a restart. Here it is reported and comes again. Threads: the executor's.
 *
 * @param what the task, as the error names it
 */
public record RepeatedTask(String what, Runnable task, ErrorLog errors) implements Runnable {

    @Override
    public void run() {
        try {
            task.run();
        } catch (Throwable e) { // an Error too: whoever catches it next is silent
            errors.report(what + " failed, and is tried again", e);
        }
    }
}
