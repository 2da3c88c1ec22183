package dev.firstlight.collector.edge;

import dev.firstlight.runtime.Settings;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;

/**
 * The edge's configuration as {@code reference.conf} has it, and copies with a component otherwise, also such as no settings would allow: so
 * that a test names what it is about, and a component more changes none of them.
 */
final class HttpConfigs {

    private HttpConfigs() {}

    static HttpConfig usual() {
        Settings settings = Settings.load("collector", null, Map.of(), Set.of());
        HttpConfig config = HttpConfig.from(settings);
        settings.verify();
        return config;
    }

    /** A copy of {@code config} whose {@code component} is {@code value}. */
    static <R extends Record> R with(R config, String component, Object value) {
        @SuppressWarnings("unchecked") // what a record's own class makes
        Class<R> type = (Class<R>) config.getClass();
        RecordComponent[] components = type.getRecordComponents();
        if (Arrays.stream(components).noneMatch(one -> one.getName().equals(component))) {
            throw new IllegalArgumentException(type + " has no " + component);
        }
        try {
            Object[] values = new Object[components.length];
            for (int i = 0; i < components.length; i++) {
                values[i] = components[i].getName().equals(component)
                        ? value
                        : components[i].getAccessor().invoke(config);
            }
            Class<?>[] types =
                    Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
            return type.getDeclaredConstructor(types).newInstance(values);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("a record without its accessors or its constructor", e);
        }
    }
}
