package dev.firstlight.runtime;

import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Compares what a user wrote with the keys that there are: a misspelt key must not leave a default in force unnoticed. Threads: one, at start.
 *
 * @param root of the service, in front of each path that is named
 * @param open paths whose keys are the user's own
 * @param problems added to, one sentence each
 */
record KnownKeys(String root, Set<String> open, List<String> problems) {

    /** @param prefix the path of both objects under the root, empty for the root itself */
    void check(ConfigObject user, ConfigObject reference, String prefix) {
        user.forEach((key, value) -> check(prefix.isEmpty() ? key : prefix + "." + key, key, value, reference));
    }

    private void check(String path, String key, ConfigValue value, ConfigObject reference) {
        ConfigValue known = reference.get(key);
        if (open.contains(path)) {
            if (!(value instanceof ConfigObject)) {
                expectedSection(path, value);
            }
        } else if (known == null) {
            problems.add(root + "." + path + ": unknown key (" + value.origin().description() + "); known here: "
                    + new TreeSet<>(reference.keySet()));
        } else if (known instanceof ConfigObject inner) {
            if (value instanceof ConfigObject given) {
                check(given, inner, path);
            } else {
                expectedSection(path, value);
            }
        }
    }

    private void expectedSection(String path, ConfigValue value) {
        problems.add(root + "." + path + ": a section was expected ("
                + value.origin().description() + ")");
    }
}
