package dev.firstlight.stream.enrich.agent;

import org.jspecify.annotations.Nullable;

/**
 * The longest piece of plain text without which a regular expression cannot be found: {@code Ahrefs} of {@code Ahrefs(Bot|SiteAudit)}.
 * Careful: where it is not sure there is none. Pure.
 *
 * @param isWhole the expression is this text and nothing else
 */
record PatternPiece(String text, boolean isWhole) {

    /** Two characters are in every second text. */
    private static final int CHARS_MIN = 3;

    /** The piece, or none that is long enough. */
    static @Nullable PatternPiece of(String pattern) {
        Reader reader = new Reader(pattern);
        reader.read();
        boolean isUseful = !reader.isUnsure && reader.longest.length() >= CHARS_MIN;
        return isUseful ? new PatternPiece(reader.longest, reader.isPlain) : null;
    }

    /** Reads a pattern once, from left to right. */
    private static final class Reader {
        final String pattern;
        final StringBuilder run = new StringBuilder();
        String longest = "";
        boolean isPlain = true;
        boolean isUnsure;
        int at;

        Reader(String pattern) {
            this.pattern = pattern;
        }

        void read() {
            while (at < pattern.length()) {
                char c = pattern.charAt(at++);
                switch (c) {
                    case '\\' -> readEscape();
                    case '[' -> skipClass();
                    case '(' -> skipGroup();
                    case '|' -> {
                        isUnsure = true;
                        endRun();
                    }
                    case '?', '*', '{' -> dropLast(); // what stands before may be absent
                    case '.', '^', '$', '+', ')', '}' -> endRun();
                    default -> run.append(c);
                }
            }
            keepRun();
        }

        /** An escaped sign is itself; an escaped letter or digit is a class or a place. */
        private void readEscape() {
            char c = at < pattern.length() ? pattern.charAt(at++) : 'A';
            if (Character.isLetterOrDigit(c)) {
                endRun();
                if (c == 'Q' || c == 'p' || c == 'P' || c == 'x') {
                    isUnsure = true; // takes what follows it: not read any further here
                }
            } else {
                run.append(c);
            }
        }

        private void skipClass() {
            endRun();
            int start = at;
            while (at < pattern.length() && (pattern.charAt(at) != ']' || isFirstOfClass(start))) {
                at += pattern.charAt(at) == '\\' ? 2 : 1;
            }
            at++;
        }

        /** A bracket that opens a class, behind ^ too, is one of its characters. */
        private boolean isFirstOfClass(int start) {
            return at == start || at == start + 1 && pattern.charAt(start) == '^';
        }

        private void skipGroup() {
            endRun();
            if (pattern.startsWith("?", at) && !pattern.startsWith("?:", at)) {
                isUnsure = true; // (?i) and the like: letters are no longer themselves
            }
            int depth = 1;
            while (at < pattern.length() && depth > 0) {
                char c = pattern.charAt(at++);
                if (c == '\\') {
                    at++;
                } else if (c == '[') {
                    skipClass();
                } else if (c == '(') {
                    depth++;
                } else if (c == ')') {
                    depth--;
                }
            }
        }

        private void dropLast() {
            if (!run.isEmpty()) {
                run.setLength(run.length() - 1);
            }
            endRun();
            if (pattern.charAt(at - 1) == '{') {
                at = Math.max(at, pattern.indexOf('}', at) + 1);
            }
        }

        private void endRun() {
            isPlain = false;
            keepRun();
        }

        private void keepRun() {
            if (run.length() > longest.length()) {
                longest = run.toString();
            }
            run.setLength(0);
        }
    }
}
