package dev.firstlight.sink;

import dev.firstlight.schema.UnreadableException;

/** A record that can never be a row: why, and whose it is as far as that is known. Checked, because it has to go somewhere. */
final class RefusedRowException extends Exception {

    private static final long serialVersionUID = 1L;

    private final UnreadableException why;
    private final String pixel;
    private final long receivedMs;

    /**
     * Why and whose.
     *
     * @param pixel empty where it is not known
     * @param receivedMs the record's own time where the pixel is not known
     */
    RefusedRowException(UnreadableException why, String pixel, long receivedMs) {
        super(why.detail(), null, false, false);
        this.why = why;
        this.pixel = pixel;
        this.receivedMs = receivedMs;
    }

    UnreadableException why() {
        return why;
    }

    String pixel() {
        return pixel;
    }

    long receivedMs() {
        return receivedMs;
    }
}
