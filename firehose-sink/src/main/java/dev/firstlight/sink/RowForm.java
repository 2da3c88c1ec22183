package dev.firstlight.sink;

/** How a row is written. */
public enum RowForm {
    /** A JSON object with the names and the order of {@code EventColumn}: for people and for whoever reads objects by name. */
    NAMES,

    /**
     * A JSON array by {@code RowPositions}: less than half of the bytes, which Firehose bills, for a warehouse that was given the positions.
     */
    POSITIONS
}
