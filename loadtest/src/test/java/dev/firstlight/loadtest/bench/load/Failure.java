package dev.firstlight.loadtest.bench.load;

/** Why a request has no answer. */
public enum Failure {
    /** No answer within the generator's time limit, counted from when the request should have left. */
    TIMED_OUT,
    /** The connection ended before the answer, or never came to be. */
    CUT
}
