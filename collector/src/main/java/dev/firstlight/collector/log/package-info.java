/**
 * Makes events durable: packs them per loop and partition, hands packs to Kafka or to the spool, says when either has them. Threads: each
 * loop owns its packer; the sender, the watch, the probe and the Kafka client have one each. It knows no HTTP.
 */
@NullMarked
package dev.firstlight.collector.log;

import org.jspecify.annotations.NullMarked;
