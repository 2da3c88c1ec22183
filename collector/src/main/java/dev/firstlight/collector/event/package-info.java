/**
 * Decides what a hit is: an event, declined, or refused and why. In: the bytes of one event and what the request said about itself. Out:
 * the raw event and its identity. Threads: the caller's; pure but for made ids. It knows no Netty and no Kafka.
 */
@NullMarked
package dev.firstlight.collector.event;

import org.jspecify.annotations.NullMarked;
