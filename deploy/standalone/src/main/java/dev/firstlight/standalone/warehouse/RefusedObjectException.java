package dev.firstlight.standalone.warehouse;

import java.io.IOException;

/** An object of which one line is no row, or which cannot be read to its end. Nothing of it is loaded. The message has none of its bytes. */
final class RefusedObjectException extends IOException {

    private static final long serialVersionUID = 1;

    private final long line;
    private final String reason;
    private final String text;

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
