package dev.firstlight.collector.spool;

import dev.firstlight.runtime.CannotStartException;

/** The spool's directory belongs to another process, or cannot be used; the message is a sentence for whoever started this one. */
public final class SpoolBusyException extends CannotStartException {

    private static final long serialVersionUID = 1L;

    public SpoolBusyException(String sentence) {
        super(sentence, null);
    }
}
