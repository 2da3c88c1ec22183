package dev.firstlight.stream.ids;

import java.nio.file.Path;

/** A file of ids is not as it was written, or is gone. It can be deleted: the changelog has all of it. */
public final class DamagedIdsException extends RuntimeException {

    private static final long serialVersionUID = 1;

    DamagedIdsException(Path file, String what) {
        super(file + " " + what);
    }
}
