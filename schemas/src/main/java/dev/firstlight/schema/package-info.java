/**
 * What every module agrees on: the records and their bytes, the topics, the identity of an event, the wire table, the sealing of
 * addresses.
 *
 * <p>In: bytes of clients and of Kafka. Out: typed records and decisions that edge, processor and sink must take alike. Threads:
 * the caller's; what keeps state says so. It knows no service, no Netty, no Streams and no AWS.
 */
@NullMarked
package dev.firstlight.schema;

import org.jspecify.annotations.NullMarked;
