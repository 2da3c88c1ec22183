package dev.firstlight.standalone.firehose;

import org.jspecify.annotations.Nullable;

/**
 * How a call ends.
 *
 * @param error why it was refused, or none
 * @param delayMs before anything is sent, without a thread that waits
 * @param isSent whether anything is: else the connection is closed after the delay, as a client sees that gave up waiting
 */
record Reply(int status, byte[] body, @Nullable FirehoseError error, long delayMs, boolean isSent) {

    static Reply taken(byte[] body) {
        return new Reply(200, body, null, 0, true);
    }

    static Reply refused(FirehoseError error, byte[] body) {
        return new Reply(error.status(), body, error, 0, true);
    }

    Reply withBody(byte[] other) {
        return new Reply(status, other, error, delayMs, isSent);
    }

    Reply after(long ms) {
        return new Reply(status, body, error, ms, isSent);
    }

    Reply silentFor(long ms) {
        return new Reply(status, body, error, ms, false);
    }
}
