package dev.firstlight.collector.event;

/**
 * A pixel that takes events from anywhere, with all that is needed to store one.
 *
 * @param name for the ledger
 * @param nameBytes the name as in the path; nobody writes to it
 * @param siteBytes nobody writes to it
 */
public record PlainPixel(String name, byte[] nameBytes, byte[] siteBytes, PixelPolicy policy) {}
