package dev.firstlight.collector.edge;

import dev.firstlight.runtime.Settings;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Where the certificate stands.
 *
 * @param certificateFile the chain as PEM, ours first
 * @param keyFile its key as PEM (PKCS#8)
 * @param checkEach how often both are compared with what is in force
 */
public record TlsConfig(Path certificateFile, Path keyFile, Duration checkEach) {

    /** None when both files are empty: plain HTTP. */
    static @Nullable TlsConfig from(Settings settings) {
        String certificate = settings.textOrNone("http.tls.certificate-file");
        String key = settings.textOrNone("http.tls.key-file");
        Duration checkEach = settings.duration("http.tls.check-each", Duration.ofSeconds(1), Duration.ofDays(1));
        if (certificate == null && key == null) {
            return null;
        }
        if (certificate == null || key == null) {
            settings.problem("http.tls", "certificate-file and key-file are needed both, or neither");
            return null;
        }
        return new TlsConfig(Path.of(certificate), Path.of(key), checkEach);
    }
}
