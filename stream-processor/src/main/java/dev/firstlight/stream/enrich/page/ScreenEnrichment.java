package dev.firstlight.stream.enrich.page;

import dev.firstlight.schema.avro.Event;
import dev.firstlight.stream.enrich.Enrichment;
import dev.firstlight.stream.event.Warnings;

/**
 * Width and height of {@code screen} and {@code viewport}: two whole numbers with an x between.
 *
 * <p>Threads: any. Failure: what is something else leaves both absent, with the warning {@code malformed:screen} or {@code
 * malformed:viewport}; the text stays.
 */
final class ScreenEnrichment implements Enrichment {

    /** The largest video walls have some 60,000 pixels across. */
    private static final int PIXELS_MAX = 100_000;

    private static final long NONE = -1;

    @Override
    public String name() {
        return "screen";
    }

    @Override
    public void enrich(Subject subject, Event event, Warnings warnings) {
        String screen = event.getScreen();
        if (screen != null) {
            long size = size(screen.strip(), "screen", warnings);
            event.setScreenWidth(size == NONE ? null : width(size));
            event.setScreenHeight(size == NONE ? null : height(size));
        }
        String viewport = event.getViewport();
        if (viewport != null) {
            long size = size(viewport.strip(), "viewport", warnings);
            event.setViewportWidth(size == NONE ? null : width(size));
            event.setViewportHeight(size == NONE ? null : height(size));
        }
    }

    private static long size(String text, String column, Warnings warnings) {
        int by = 0;
        while (by < text.length() && !isBy(text.charAt(by))) {
            by++;
        }
        int width = pixels(text, 0, by);
        int height = pixels(text, by + 1, text.length());
        if (width == 0 || height == 0) {
            warnings.add("malformed:" + column);
            return NONE;
        }
        return (long) width << Integer.SIZE | height;
    }

    private static boolean isBy(char c) {
        return c == 'x' || c == 'X' || c == '×';
    }

    private static Long width(long size) {
        return size >>> Integer.SIZE;
    }

    private static Long height(long size) {
        return size & Integer.MAX_VALUE;
    }

    /** The number, or 0 for none that a screen has. */
    private static int pixels(String text, int from, int to) {
        int pixels = 0;
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            if (c < '0' || c > '9') {
                return 0;
            }
            pixels = pixels * 10 + c - '0';
            if (pixels > PIXELS_MAX) {
                return 0;
            }
        }
        return pixels;
    }
}
