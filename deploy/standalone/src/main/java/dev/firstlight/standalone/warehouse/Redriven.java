package dev.firstlight.standalone.warehouse;

/**
 * What a re-drive did.
 *
 * @param manifests that waited and are noted now
 * @param rows that came in their objects; 0 when those had been loaded all the same
 */
public record Redriven(int manifests, long rows) {}
