package dev.firstlight.runtime;

import org.jspecify.annotations.Nullable;

/** What the machine or its neighbours do not give, so that a service cannot start; the message is a sentence for whoever started it. */
public class CannotStartException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public CannotStartException(String sentence, @Nullable Throwable cause) {
        super(sentence, cause);
    }
}
