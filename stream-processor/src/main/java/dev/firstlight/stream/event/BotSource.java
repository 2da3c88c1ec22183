package dev.firstlight.stream.event;

import java.util.Locale;

/** What says that an event is no person's; the first that applies is named. */
public enum BotSource {
    /** The parser of user agents calls it a robot or a hacker's tool. */
    AGENT_CLASS,
    /** Its user agent is on the list of crawlers. */
    AGENT_LIST,
    /** Its address is a data centre's. */
    DATA_CENTRE;

    private final String columnText = name().toLowerCase(Locale.ROOT);

    /** As the column {@code bot_source} has it. */
    public String columnText() {
        return columnText;
    }
}
