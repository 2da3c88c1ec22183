package dev.firstlight.collector.log;

import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.ClusterAuthorizationException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.InvalidPidMappingException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.OutOfOrderSequenceException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.RecordBatchTooLargeException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.UnsupportedForMessageFormatException;

/**
 * What a failure of Kafka means for the pack and for the producer. Kafka's own word "retriable" is of no use here: a topic that is gone or a
 * right that is missing is not retriable to the client, yet the operator mends it and the pack goes through.
 */
enum KafkaFailure {
    /** Another time, or when an operator has mended it: the pack waits. */
    AGAIN,
    /** This pack will never be taken. */
    PACK,
    /** The pack waits, and this producer can never send again. */
    PRODUCER;

    static KafkaFailure of(Exception failure) {
        if (failure instanceof RecordTooLargeException
                || failure instanceof RecordBatchTooLargeException
                || failure instanceof InvalidRecordException
                || failure instanceof SerializationException
                || failure instanceof UnsupportedForMessageFormatException) {
            return PACK;
        }
        boolean isFatal = failure instanceof ProducerFencedException
                || failure instanceof OutOfOrderSequenceException
                || failure instanceof InvalidPidMappingException
                || failure instanceof InvalidProducerEpochException
                || failure instanceof ClusterAuthorizationException
                || failure instanceof AuthenticationException;
        return isFatal ? PRODUCER : AGAIN;
    }

    /** As {@link #of}, for what {@code send} threw: an idempotent producer that is past saving throws a bare {@link KafkaException}. */
    static KafkaFailure ofThrown(RuntimeException failure) {
        boolean isBare = failure instanceof KafkaException
                && !(failure instanceof ApiException)
                && !(failure instanceof InterruptException);
        return isBare && of(failure) == AGAIN || failure instanceof IllegalStateException ? PRODUCER : of(failure);
    }
}
