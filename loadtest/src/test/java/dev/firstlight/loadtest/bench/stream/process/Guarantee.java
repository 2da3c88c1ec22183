package dev.firstlight.loadtest.bench.stream.process;

import dev.firstlight.stream.StreamProcessorConfig;
import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.streams.StreamsConfig;

/**
 * What the processor promises: exactly once, as it is; or at least once, which no setting allows, to see what the promise costs. The latter
 * reads what is committed, too: the difference is in what is written.
 */
public enum Guarantee {
    EXACTLY_ONCE(Map.of()),
    AT_LEAST_ONCE(Map.of(
            StreamsConfig.PROCESSING_GUARANTEE_CONFIG,
            StreamsConfig.AT_LEAST_ONCE,
            StreamsConfig.mainConsumerPrefix(ConsumerConfig.ISOLATION_LEVEL_CONFIG),
            "read_committed"));

    private final Map<String, String> overSettings;

    Guarantee(Map<String, String> overSettings) {
        this.overSettings = Map.copyOf(overSettings);
    }

    /** The same settings with this guarantee, put in behind the check that keeps operators from it. */
    StreamProcessorConfig in(StreamProcessorConfig config) {
        if (overSettings.isEmpty()) {
            return config;
        }
        Object stream = get(config, "stream");
        Map<Object, Object> passedOn = new HashMap<>((Map<?, ?>) get(stream, "passedOn"));
        passedOn.putAll(overSettings);
        return (StreamProcessorConfig) with(config, "stream", with(stream, "passedOn", Map.copyOf(passedOn)));
    }

    private static Object get(Object record, String component) {
        try {
            for (RecordComponent each : record.getClass().getRecordComponents()) {
                if (each.getName().equals(component)) {
                    each.getAccessor().setAccessible(true);
                    return each.getAccessor().invoke(record);
                }
            }
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
        throw new IllegalStateException(record.getClass() + " has no " + component + " any more");
    }

    /** A copy with another value, whatever else the record says. */
    private static Object with(Object record, String component, Object value) {
        RecordComponent[] components = record.getClass().getRecordComponents();
        Class<?>[] types = new Class<?>[components.length];
        Object[] values = new Object[components.length];
        for (int i = 0; i < components.length; i++) {
            types[i] = components[i].getType();
            boolean isIt = components[i].getName().equals(component);
            values[i] = isIt ? value : get(record, components[i].getName());
        }
        try {
            Constructor<?> canonical = record.getClass().getDeclaredConstructor(types);
            canonical.setAccessible(true);
            return canonical.newInstance(values);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}
