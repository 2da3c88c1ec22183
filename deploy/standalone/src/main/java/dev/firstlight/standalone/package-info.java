/**
 * Everything on one machine: the broker, the three services, a Firehose-compatible endpoint and a warehouse in one process.
 *
 * <p>In: settings, a signal. Out: URLs that answer. Threads: those of its parts. Nothing may know it.
 */
@NullMarked
package dev.firstlight.standalone;

import org.jspecify.annotations.NullMarked;
