/** What of Kafka Streams' stores is refined: only classes of this package may. It must not know anything of ours. */
@NullMarked
package org.apache.kafka.streams.state.internals;

import org.jspecify.annotations.NullMarked;
