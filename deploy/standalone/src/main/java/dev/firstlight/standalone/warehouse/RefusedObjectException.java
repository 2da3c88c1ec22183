package dev.firstlight.standalone.warehouse;

import java.io.IOException;

/**
 * An object of which one line is no row, or which cannot be read to its end: its own fault, for which it is given up in the end. Nothing of it is loaded. The message has
 * none of its bytes.
 */
public final class RefusedObjectException extends IOException {

    private static final long serialVersionUID = 1;

    private final long line;
    private final String reason;
    private final String text;

    /** As a whole, for no line of it. */
    public RefusedObjectException(String object, String reason) {
        super(object + ": " + reason);
        this.line = 0;
        this.reason = reason;
        this.text = "";
    }

    /**
     * Says where and why.
     *
     * @param line from 1: the first that is no row
     * @param text of that line, as much as is kept; empty when it is the object that is damaged there
     */
    RefusedObjectException(String object, long line, String reason, String text) {
        super(object + ", line " + line + ": " + reason);
        this.line = line;
        this.reason = reason;
        this.text = text;
    }

    /** From 1; 0 when it is none of its lines. */
    long line() {
        return line;
    }

    String reason() {
        return reason;
    }

    String text() {
        return text;
    }
}
