package dev.firstlight.stream.event;

/**
 * An address as the edge sealed it, and the place it was sealed for; opened for the duration of one event and not kept.
 *
 * @param keyDay which day's key, days since 1970-01-01 UTC
 * @param sealed 16 bytes
 */
public record SealedPlace(int keyDay, byte[] sealed, long incarnation, int loop, int partition, long sequence) {}
