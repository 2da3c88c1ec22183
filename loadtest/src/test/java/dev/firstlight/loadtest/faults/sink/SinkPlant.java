package dev.firstlight.loadtest.faults.sink;

/** A fault planted on purpose at a port of the sink or of the warehouse, or in its data, to see that the oracle says so. */
enum SinkPlant {
    NONE(""),
    /** The sink takes a call of which some records failed for accepted. */
    FAILED_INDICES_DROPPED("events lost"),
    /** The sink's offsets are committed when a call is begun, not when it is accepted. */
    COMMITTED_EARLY("events lost"),
    /** Which objects were loaded is forgotten when the warehouse dies. */
    LOADED_OBJECTS_FORGOTTEN("loaded is not what stands in the objects"),
    /** The manifest of a batch that COPY gave up is not there when it is to be re-driven. */
    MANIFEST_FORGOTTEN("events lost"),
    /** A COPY that failed is taken for done. */
    COPY_ERROR_SWALLOWED("events lost");

    private final String complaint;

    SinkPlant(String complaint) {
        this.complaint = complaint;
    }

    /** What the oracle must say of it. */
    String complaint() {
        return complaint;
    }
}
