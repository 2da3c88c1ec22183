package dev.firstlight.standalone.replay;

import java.util.Locale;

/** Why a reject cannot be sent again. */
public enum Skipped {
    HEAD_ONLY("of these only the head was kept"),
    NOT_OF_RAW("refused by the sink: records of firstlight.events, and no raw events"),
    ORIGINAL_GONE("of these the bytes alone were kept, and firstlight.raw no longer has the rest"),
    UNREADABLE_STILL("this version cannot read them either"),
    REFUSED_STILL("they would be refused again for what they say; see --set"),
    NOT_EDITABLE("JSON that cannot be read cannot be edited");

    private final String help;

    Skipped(String help) {
        this.help = help;
    }

    public String help() {
        return help;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
