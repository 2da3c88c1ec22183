package dev.firstlight.standalone.warehouse;

/** A query that is not answered; the message says why, for whoever wrote it. */
public final class RefusedQueryException extends Exception {

    private static final long serialVersionUID = 1L;

    public RefusedQueryException(String message) {
        super(message, null, false, false);
    }
}
