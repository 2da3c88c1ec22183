package dev.firstlight.standalone.cli;

import java.util.List;

/**
 * The lines that were asked for, in the order of minute and pixel.
 *
 * @param cutBefore the first minute of which all is here, when there was too much of earlier ones; {@link #UNCUT} else
 */
record Lines(List<LedgerLine> lines, long cutBefore) {

    static final long UNCUT = Long.MIN_VALUE;

    boolean isCut() {
        return cutBefore != UNCUT;
    }
}
