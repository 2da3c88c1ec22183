package dev.firstlight.loadtest.broker;

/**
 * A running Kafka of one node.
 *
 * @param what it is, for people
 * @param stop ends it and removes what it left
 */
record Broker(String what, String bootstrapServers, Runnable stop) implements AutoCloseable {

    @Override
    public void close() {
        stop.run();
    }
}
