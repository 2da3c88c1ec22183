/**
 * Makes events durable: packs them per loop and partition, hands packs to one sender thread, says when they are durable. Threads: each
 * loop owns its packer; the sender and the Kafka client have one each. It knows no HTTP.
 */
@NullMarked
package dev.firstlight.collector.log;

import org.jspecify.annotations.NullMarked;
