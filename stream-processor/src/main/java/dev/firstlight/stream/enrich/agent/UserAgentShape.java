package dev.firstlight.stream.enrich.agent;

/**
 * Whether a text has the shape of a User-Agent header at all, before a parser is tried on it. Yauaa's grammar takes seconds, or the whole
 * stack, for texts that no browser sends ({@code ././././…}, 512 characters: 15 s and a StackOverflowError; {@code a:b a:b a:b …} behind an
 * open bracket: 1 s).
 *
 * <p>The bounds stand a little above the greatest of 8,620 real ones (loadtest's list; behind each bound here), of which three are refused.
 * They were found by a search that makes texts of pieces and goes on changing the slowest: of 4,000, those that pass took 0.7 s at most where
 * the slowest real one took 0.24 s and the mean one 3 ms, all on a machine busy with other things. So the stream may wait for what passes; a
 * guard in time stands behind it all the same ({@link WaitBudget}), since no search finds everything. Depends on the text alone, so that a
 * replay tries the same ones.
 *
 * <p>Pure; any thread.
 */
final class UserAgentShape {

    /** 468; apps with a browser inside. */
    static final int LENGTH_MAX = 512;

    private static final int DEPTH_MAX = 3; // 3
    private static final int BRACKETS_MAX = 12; // 8
    private static final int SEPARATORS_MAX = 64; // 55
    private static final int SPACES_IN_PART_MAX = 24; // 21; parts end at brackets and semicolons
    private static final int SLASHES_MAX = 24; // 19
    private static final int SLASHES_IN_PIECE_MAX = 10; // 7; pieces end at spaces and commas as well
    private static final int COLONS_MAX = 12; // 9
    private static final int QUOTES_MAX = 64; // 62; JSON within
    private static final int SIGNS_MAX = 12; // 10
    private static final int ATS_MAX = 1; // 1, and 2 in one of them
    private static final int RUN_MAX = 100; // 84, and more in two of them

    /** What stands between words in nearly all; the rest are signs. */
    private static final String USUAL = " ;,/():\"\\";

    private int depth;
    private int brackets;
    private int separators;
    private int spacesInPart;
    private int slashes;
    private int slashesInPiece;
    private int colons;
    private int quotes;
    private int signs;
    private int ats;
    private int run;

    private UserAgentShape() {}

    static boolean isPlausible(String text) {
        if (text.length() > LENGTH_MAX) {
            return false;
        }
        UserAgentShape shape = new UserAgentShape();
        for (int i = 0; i < text.length(); i++) {
            shape.take(text.charAt(i));
            if (!shape.isWithinBounds()) {
                return false;
            }
        }
        return true;
    }

    private void take(char c) {
        switch (c) {
            case '(', '[', '{', '<' -> {
                depth++;
                brackets++;
            }
            case ')', ']', '}', '>' -> depth--;
            case ' ', ';', ',' -> separators++;
            case '/' -> {
                slashes++;
                slashesInPiece++;
            }
            case ':' -> colons++;
            case '"', '\\' -> quotes++;
            case '@' -> ats++;
            default -> {}
        }
        slashesInPiece = " ;,()".indexOf(c) < 0 ? slashesInPiece : 0;
        spacesInPart = c == ' ' ? spacesInPart + 1 : ";()".indexOf(c) < 0 ? spacesInPart : 0;
        boolean isOfWord = Character.isLetterOrDigit(c) || ".-_%+=".indexOf(c) >= 0;
        signs += isOfWord || USUAL.indexOf(c) >= 0 ? 0 : 1;
        run = isOfWord ? run + 1 : 0;
    }

    private boolean isWithinBounds() {
        return depth <= DEPTH_MAX
                && brackets <= BRACKETS_MAX
                && separators <= SEPARATORS_MAX
                && spacesInPart <= SPACES_IN_PART_MAX
                && slashes <= SLASHES_MAX
                && slashesInPiece <= SLASHES_IN_PIECE_MAX
                && colons <= COLONS_MAX
                && quotes <= QUOTES_MAX
                && signs <= SIGNS_MAX
                && ats <= ATS_MAX
                && run <= RUN_MAX;
    }
}
