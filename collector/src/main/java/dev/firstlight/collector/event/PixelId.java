package dev.firstlight.collector.event;

/** The form of a pixel id, and of a site: {@code [A-Za-z0-9_-]{1,64}}. */
public final class PixelId {

    static final int LENGTH_MAX = 64;

    private PixelId() {}

    public static boolean isPixelId(String text) {
        if (text.isEmpty() || text.length() > LENGTH_MAX) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean isOne =
                    c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_' || c == '-';
            if (!isOne) {
                return false;
            }
        }
        return true;
    }
}
