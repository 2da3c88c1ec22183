package dev.firstlight.collector.meter;

/** Why the edge ended a connection, or did not take it, by itself. One counter each, under {@link CollectorMeter#CONNECTIONS_CUT}. */
public enum CutReason {
    /** One more than there may be in all. */
    TOO_MANY,
    /** One more than one address or network may have. */
    TOO_MANY_OF_PREFIX,
    /** Accepted, and not one byte of a request within the header deadline. */
    SILENT,
    /** A request whose headers were not complete by their deadline. */
    HEADERS_LATE,
    /** A request whose body was not complete by its deadline. */
    BODY_LATE,
    /** Nothing was said for the idle timeout. */
    IDLE
}
