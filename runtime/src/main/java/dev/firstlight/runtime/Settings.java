package dev.firstlight.runtime;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigResolveOptions;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One service's settings: {@code reference.conf} under the service's root, the user's file over it, the environment over both.
 *
 * <p>Reads never throw: a wrong value is noted as a problem and the default is answered, so that {@link #verify()} can report
 * all problems at once before anything starts. Only the user's own file under the service's root is compared for unknown keys.
 * Threads: one, at start.
 */
public final class Settings {

    /** How the library words a bad value; its origin and path stand in our own sentence already. */
    private static final Pattern INVALID = Pattern.compile("Invalid value at '[^']*': (.*)", Pattern.DOTALL);

    private static final String MASK = "******";
    private static final List<String> SECRET_MARKS = List.of("password", "secret", "token", "jaas", "credential");

    private final String root;
    private final Config reference;
    private final Config effective;
    private final List<String> problems;

    private Settings(String root, Config reference, Config effective, List<String> problems) {
        this.root = root;
        this.reference = reference;
        this.effective = effective;
        this.problems = problems;
    }

    /**
     * Reads the settings of the service {@code root}.
     *
     * @param file the user's file, or none
     * @param env the environment; {@code collector.http.port} is overridden by {@code COLLECTOR_HTTP_PORT}
     * @param openSections paths under the root whose keys are the user's own ({@code pixels}, {@code kafka.producer})
     * @throws SettingsException when the file cannot be read or parsed at all
     */
    public static Settings load(String root, @Nullable Path file, Map<String, String> env, Set<String> openSections) {
        return load(root, file, env, openSections, read -> {});
    }

    /**
     * As {@link #load(String, Path, Map, Set)}.
     *
     * @param beforeReading told of the user's file and of each file that it includes, there or not, before it is looked at; more than once of
     *     one that is included more than once. Told also where the reading ends in an exception
     */
    public static Settings load(
            String root,
            @Nullable Path file,
            Map<String, String> env,
            Set<String> openSections,
            Consumer<Path> beforeReading) {
        List<String> problems = new ArrayList<>();
        Config reference = ConfigFactory.defaultReference().getConfig(ConfigUtil.joinPath(root));
        Config user = file == null ? ConfigFactory.empty() : parse(file, root, beforeReading);
        new KnownKeys(root, openSections, problems).check(user.root(), reference.root(), "");
        Config effective = withEnvironment(user.withFallback(reference), reference, root, env);
        return new Settings(root, reference, effective, problems);
    }

    private static Config parse(Path file, String root, Consumer<Path> beforeReading) {
        beforeReading.accept(file);
        if (!Files.isReadable(file)) {
            throw new SettingsException(List.of(file + ": no such file, or not readable"));
        }
        try {
            ConfigParseOptions options = ConfigParseOptions.defaults()
                    .setAllowMissing(false)
                    .setIncluder(new IncludedFiles(file, beforeReading));
            Config parsed = ConfigFactory.parseFile(file.toFile(), options).resolve(ConfigResolveOptions.defaults());
            return parsed.hasPath(ConfigUtil.joinPath(root))
                    ? parsed.getConfig(ConfigUtil.joinPath(root))
                    : ConfigFactory.empty();
        } catch (ConfigException e) {
            throw new SettingsException(List.of(String.valueOf(e.getMessage())));
        }
    }

    private static Config withEnvironment(Config config, Config reference, String root, Map<String, String> env) {
        Config result = config;
        for (Map.Entry<String, ConfigValue> entry : reference.entrySet()) {
            if (entry.getValue() instanceof ConfigList) {
                continue;
            }
            String given = env.get(environmentName(root, entry.getKey()));
            if (given != null) {
                result = result.withValue(
                        entry.getKey(),
                        ConfigValueFactory.fromAnyRef(given, "environment " + environmentName(root, entry.getKey())));
            }
        }
        return result;
    }

    /** {@code collector}, {@code http.ack-timeout} → {@code COLLECTOR_HTTP_ACK_TIMEOUT}. */
    public static String environmentName(String root, String path) {
        return (root + "_" + path).replaceAll("[^A-Za-z0-9]+", "_").toUpperCase(Locale.ROOT);
    }

    public String text(String path) {
        return read(path, config -> config.getString(path));
    }

    /** A text that may be empty for "none". */
    public @Nullable String textOrNone(String path) {
        String text = text(path);
        return text.isBlank() ? null : text;
    }

    public boolean flag(String path) {
        return read(path, config -> config.getBoolean(path));
    }

    public List<String> texts(String path) {
        return read(path, config -> config.getStringList(path));
    }

    public int integer(String path, int min, int max) {
        return (int) number(path, min, max, config -> config.getLong(path), "");
    }

    /** A size such as {@code 64 KiB}, in bytes. */
    public long bytes(String path, long min, long max) {
        return number(path, min, max, config -> config.getBytes(path), " bytes");
    }

    /** A duration such as {@code 5 ms}. */
    public Duration duration(String path, Duration min, Duration max) {
        long millis = number(
                path,
                min.toMillis(),
                max.toMillis(),
                config -> config.getDuration(path).toMillis(),
                " ms");
        return Duration.ofMillis(millis);
    }

    public <E extends Enum<E>> E oneOf(String path, Class<E> values) {
        return read(path, config -> {
            String given = config.getString(path);
            List<String> names = new ArrayList<>();
            for (E value : values.getEnumConstants()) {
                String name = value.name().toLowerCase(Locale.ROOT).replace('_', '-');
                if (name.equals(given)) {
                    return value;
                }
                names.add(name);
            }
            throw new ConfigException.BadValue(config.getValue(path).origin(), path, "is one of " + names);
        });
    }

    /** An open section as flat text; names outside {@code known} are problems when {@code known} is not empty. */
    public Map<String, String> open(String path, Set<String> known) {
        Map<String, String> result = new TreeMap<>();
        if (!isSection(path)) {
            return result;
        }
        for (Map.Entry<String, ConfigValue> entry : effective.getConfig(path).entrySet()) {
            String name = String.join(".", ConfigUtil.splitPath(entry.getKey()));
            if (!known.isEmpty() && !known.contains(name)) {
                problem(path + "." + name, "is no name that the client knows");
            }
            result.put(name, String.valueOf(entry.getValue().unwrapped()));
        }
        return result;
    }

    /** The sections inside an open section, by name, each with the defaults of {@code template}; unknown keys are problems. */
    public Map<String, Settings> sections(String path, String template) {
        Map<String, Settings> result = new TreeMap<>();
        if (!isSection(path) || !isSection(template)) {
            return result;
        }
        Config defaults = effective.getConfig(template);
        effective.getObject(path).forEach((name, value) -> {
            String place = path + "." + name;
            if (value instanceof ConfigObject given) {
                new KnownKeys(root, Set.of(), problems).check(given, defaults.root(), place);
                result.put(
                        name,
                        new Settings(
                                root + "." + place, defaults, given.toConfig().withFallback(defaults), problems));
            } else {
                problem(place, "a section was expected");
            }
        });
        return result;
    }

    /** False where the user wrote something else, which has been noted when the file was read. */
    private boolean isSection(String path) {
        return valueAt(path) instanceof ConfigObject;
    }

    /** Notes a problem that the reader of a value found. */
    public void problem(String path, String sentence) {
        problems.add(root + "." + path + ": " + sentence);
    }

    /**
     * Ends the reading.
     *
     * @throws SettingsException naming every problem that was found
     */
    public void verify() {
        if (!problems.isEmpty()) {
            throw new SettingsException(problems);
        }
    }

    /** These settings with the values at {@code paths} as {@code newer} has them: what is in force once only those were read again. */
    public Settings with(Settings newer, Set<String> paths) {
        Config result = effective;
        for (String path : paths) {
            result = result.withValue(path, newer.effective.getValue(path));
        }
        return new Settings(root, reference, result, new ArrayList<>());
    }

    /** Whether each value is the same, wherever it was set. */
    public boolean hasValuesOf(Settings other) {
        return effective.equals(other.effective);
    }

    /** The values in force, secrets masked, as JSON. */
    public String effectiveJson() {
        Config masked = effective;
        for (Map.Entry<String, ConfigValue> entry : effective.entrySet()) {
            String key = entry.getKey().toLowerCase(Locale.ROOT);
            if (SECRET_MARKS.stream().anyMatch(key::contains)
                    && !String.valueOf(entry.getValue().unwrapped()).isEmpty()) {
                masked = masked.withValue(entry.getKey(), ConfigValueFactory.fromAnyRef(MASK));
            }
        }
        return masked.atPath(ConfigUtil.joinPath(root))
                .root()
                .render(ConfigRenderOptions.concise().setFormatted(true));
    }

    private long number(String path, long min, long max, Function<Config, Long> reader, String unit) {
        return read(path, config -> {
            long value = reader.apply(config);
            if (value < min || value > max) {
                throw new ConfigException.BadValue(
                        config.getValue(path).origin(),
                        path,
                        value + unit + " is not within " + min + " … " + max + unit);
            }
            return value;
        });
    }

    private <T> T read(String path, Function<Config, T> reader) {
        try {
            return reader.apply(effective);
        } catch (ConfigException e) {
            ConfigValue value = effective.hasPathOrNull(path) ? valueAt(path) : null;
            String where = value == null ? "" : " (" + value.origin().description() + ")";
            problem(path, reason(e) + where);
            return reader.apply(reference);
        }
    }

    private @Nullable ConfigValue valueAt(String path) {
        try {
            return effective.getIsNull(path) ? null : effective.getValue(path);
        } catch (ConfigException e) {
            return null;
        }
    }

    private static String reason(ConfigException e) {
        String message = String.valueOf(e.getMessage());
        Matcher invalid = INVALID.matcher(message);
        return invalid.find() ? invalid.group(1) : message;
    }
}
