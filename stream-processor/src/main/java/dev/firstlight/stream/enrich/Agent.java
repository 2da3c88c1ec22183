package dev.firstlight.stream.enrich;

import org.jspecify.annotations.Nullable;

/** What a User-Agent header says; absent is what it does not. */
record Agent(
        @Nullable String deviceClass,
        @Nullable String osName,
        @Nullable String osVersion,
        @Nullable String name,
        @Nullable String version) {

    /** Of a header that says nothing. */
    static final Agent UNKNOWN = new Agent(null, null, null, null, null);
}
