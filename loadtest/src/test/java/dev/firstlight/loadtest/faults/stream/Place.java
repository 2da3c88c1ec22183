package dev.firstlight.loadtest.faults.stream;

/**
 * Where in {@code firstlight.raw} something stands.
 *
 * @param index number of the item in its pack, {@link #RECORD} for the whole record
 */
record Place(int partition, long offset, int index) {

    static final int RECORD = -1;

    @Override
    public String toString() {
        return partition + "/" + offset + "/" + index;
    }
}
