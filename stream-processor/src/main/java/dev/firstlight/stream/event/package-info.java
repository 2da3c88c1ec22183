/**
 * What one stage hands to the next: an event that nothing refuses, what it was read from, its warnings, what is counted, what is
 * rejected.
 *
 * <p>In and out: values, made by one stage and used by the next on the same thread. It knows no stage and no Kafka Streams.
 */
@NullMarked
package dev.firstlight.stream.event;

import org.jspecify.annotations.NullMarked;
