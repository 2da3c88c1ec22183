package dev.firstlight.stream.enrich.agent;

/**
 * Whether a text has the shape of a User-Agent header at all, before a parser is tried on it. Yauaa's grammar takes seconds, or the whole
 * stack, for texts that no browser sends ({@code ././././…}, 512 characters: 15 s and a StackOverflowError on the machine this was tried on).
 *
 * <p>Not the defence by itself: what passes still takes up to seconds, so the parser has a thread of its own and waiting for it a budget.
 * Pure; any thread.
 */
final class UserAgentShape {

    /** The longest honest ones, of apps with a browser inside, are some 450 characters. */
    static final int LENGTH_MAX = 512;

    private static final int DEPTH_MAX = 3;
    private static final int BRACKETS_MAX = 16;
    private static final int SEPARATORS_MAX = 80;
    private static final int SLASHES_MAX = 32;
    private static final int ATS_MAX = 1;
    private static final int RUN_MAX = 100;

    private UserAgentShape() {}

    static boolean isPlausible(String text) {
        int depth = 0;
        int brackets = 0;
        int separators = 0;
        int slashes = 0;
        int ats = 0;
        int run = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '(', '[', '{', '<' -> {
                    depth++;
                    brackets++;
                }
                case ')', ']', '}', '>' -> depth--;
                case ' ', ';', ',', '|' -> separators++;
                case '/' -> slashes++;
                case '@' -> ats++;
                default -> {}
            }
            run = Character.isLetterOrDigit(c) || ".-_%+=".indexOf(c) >= 0 ? run + 1 : 0;
            if (depth > DEPTH_MAX || run > RUN_MAX) {
                return false;
            }
        }
        return text.length() <= LENGTH_MAX
                && brackets <= BRACKETS_MAX
                && separators <= SEPARATORS_MAX
                && slashes <= SLASHES_MAX
                && ats <= ATS_MAX;
    }
}
