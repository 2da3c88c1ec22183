package dev.firstlight.stream.event;

/**
 * An exception that nobody expected, for the error log: its class and where it came from, without its text, which may hold what a client
 * sent.
 */
public final class Unexpected extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public Unexpected(Throwable what) {
        super(what.getClass().getName(), null, false, true);
        setStackTrace(what.getStackTrace());
    }
}
