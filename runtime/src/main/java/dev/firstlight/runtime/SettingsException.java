package dev.firstlight.runtime;

import java.util.List;

/** Everything that is wrong with a configuration, at once; each problem names its key and where it stands. */
public final class SettingsException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    @SuppressWarnings("serial") // List.copyOf is serialisable; the interface does not say so
    private final List<String> problems;

    public SettingsException(List<String> problems) {
        super(problems.size() + (problems.size() == 1 ? " problem" : " problems") + " in the configuration:\n  "
                + String.join("\n  ", problems));
        this.problems = List.copyOf(problems);
    }

    public List<String> problems() {
        return problems;
    }
}
