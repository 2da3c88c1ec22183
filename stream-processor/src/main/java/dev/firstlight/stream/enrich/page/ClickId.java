package dev.firstlight.stream.enrich.page;

import org.jspecify.annotations.Nullable;

/**
 * A parameter by which an ad network knows a click again.
 *
 * @param parameter its name in the URL
 * @param network whose it is, as in {@code click_network}
 * @param medium what it says about the way: not every network adds its id to paid links alone
 */
record ClickId(String parameter, String network, Medium medium) {

    /** Three words with spaces between, as in the settings; or none where they are something else. */
    static @Nullable ClickId parse(String line) {
        String[] words = line.strip().split("\\s+");
        Medium medium = words.length == 3 ? Medium.ofText(words[2]) : null;
        return medium == null ? null : new ClickId(words[0], words[1], medium);
    }
}
