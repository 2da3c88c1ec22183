package dev.firstlight.standalone.warehouse;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * The secret that proves that who asks may read this user's files: 128 random bits in a file of mode 0600, new at every start.
 * Nothing else on the machine, no other user and no page in a browser, can know it.
 */
final class QueryToken {

    private static final int TOKEN_BYTES = 16;
    private static final String SCHEME = "Bearer ";

    private final byte[] expected;

    /** Writes a new token to {@code file}; it is never there with wider rights than these. */
    QueryToken(Path file) throws IOException {
        byte[] random = new byte[TOKEN_BYTES];
        new SecureRandom().nextBytes(random);
        String token = HexFormat.of().formatHex(random);
        Path unfinished = file.resolveSibling(file.getFileName() + ".tmp");
        Files.deleteIfExists(unfinished);
        Files.createFile(
                unfinished, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(unfinished, token);
        Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
        expected = (SCHEME + token).getBytes(StandardCharsets.UTF_8);
    }

    boolean isIn(@Nullable String authorization) {
        return authorization != null && MessageDigest.isEqual(expected, authorization.getBytes(StandardCharsets.UTF_8));
    }
}
