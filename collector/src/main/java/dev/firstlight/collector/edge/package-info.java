/**
 * HTTP: accepts, reads and answers. In: bytes of connections. Out: hits for {@code event}, events for {@code log}, answers in the order
 * of their requests. Threads: Netty's event loops, which never wait for anything. It knows no Kafka.
 */
@NullMarked
package dev.firstlight.collector.edge;

import org.jspecify.annotations.NullMarked;
