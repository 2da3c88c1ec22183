package dev.firstlight.standalone.firehose;

import org.jspecify.annotations.Nullable;

/** What the endpoint asks for each signed call; a script of faults decorates it. Called by the endpoint's threads at the same time. */
@FunctionalInterface
interface Answers {

    /** @param target the header {@code X-Amz-Target} */
    Reply answer(@Nullable String target, byte[] body);
}
