package dev.firstlight.loadtest.faults;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.Producer;

/** The Kafka producer with something between it and the one who waits for its callbacks. All else goes through as it is. */
final class FaultyProducer {

    /** Given each callback of a send, to be made another. */
    @FunctionalInterface
    interface Listening {
        Callback instead(Callback callback);
    }

    private FaultyProducer() {}

    /** Dies before or after the collector hears of an acknowledgement. */
    static Producer<byte[], byte[]> halting(Producer<byte[], byte[]> producer, Tripwire tripwire) {
        return listening(producer, callback -> (metadata, failure) -> {
            if (failure == null) {
                tripwire.pass(FailurePoint.BEFORE_ACK);
            }
            callback.onCompletion(metadata, failure);
            if (failure == null) {
                tripwire.pass(FailurePoint.AFTER_ACK);
            }
        });
    }

    /** Planted on purpose: failures are told as acknowledgements. */
    static Producer<byte[], byte[]> deafToErrors(Producer<byte[], byte[]> producer) {
        return listening(producer, callback -> (metadata, failure) -> callback.onCompletion(metadata, null));
    }

    @SuppressWarnings("unchecked") // the proxy is made of this very interface
    private static Producer<byte[], byte[]> listening(Producer<byte[], byte[]> producer, Listening listening) {
        return (Producer<byte[], byte[]>) Proxy.newProxyInstance(
                Producer.class.getClassLoader(), new Class<?>[] {Producer.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("send") && arguments.length == 2) {
                        arguments[1] = listening.instead((Callback) arguments[1]);
                    }
                    try {
                        return method.invoke(producer, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }
}
