package dev.firstlight.stream.event;

/**
 * Where something was read from.
 *
 * @param topic the raw topic's full name
 * @param index number of the item in its pack, -1 for the whole record
 * @param bytes the bytes it was read from; not copied, not to be changed
 */
public record Origin(String topic, int partition, long offset, int index, byte[] bytes) {

    /** The whole record. */
    public static final int RECORD = -1;

    public Origin item(int itemIndex, byte[] itemBytes) {
        return new Origin(topic, partition, offset, itemIndex, itemBytes);
    }
}
