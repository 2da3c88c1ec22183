package dev.firstlight.standalone.firehose;

/**
 * A call that is refused, with what the client is told. An exception, because it leaves a call from any depth of its reading; it
 * carries no stack trace, because refusing is everyday work.
 */
public final class RefusedCallException extends Exception {

    private static final long serialVersionUID = 1L;

    private final FirehoseError error;

    public RefusedCallException(FirehoseError error, String message) {
        super(message, null, false, false);
        this.error = error;
    }

    public FirehoseError error() {
        return error;
    }
}
