package dev.firstlight.schema;

import dev.firstlight.runtime.Settings;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Where a Confluent-compatible schema registry is and who we are to it.
 *
 * @param user none where it asks for nobody
 * @param caFile certificates (PEM) that its own is checked by; none for those that Java trusts
 * @param timeout of one question
 */
public record RegistryConfig(
        URI url,
        @Nullable String user,
        @Nullable String password,
        @Nullable Path caFile,
        Duration timeout) {

    private static final String URL = "events.schema-registry";
    private static final String USER = URL + "-user";
    private static final String PASSWORD = URL + "-password";
    private static final String CA_FILE = URL + "-ca-file";

    /** The registry of the settings, or none. */
    static @Nullable RegistryConfig from(Settings settings) {
        String url = settings.textOrNone(URL);
        String user = settings.textOrNone(USER);
        String password = settings.textOrNone(PASSWORD);
        String ca = settings.textOrNone(CA_FILE);
        Duration timeout =
                settings.duration("events.schema-registry-timeout", Duration.ofMillis(100), Duration.ofMinutes(1));
        if (url == null) {
            return null;
        }
        if ((user == null) != (password == null)) {
            settings.problem(USER, "user and password belong together");
        }
        if (ca != null && !Files.isReadable(Path.of(ca))) {
            settings.problem(CA_FILE, "no such file, or not readable");
        }
        return new RegistryConfig(address(settings, url), user, password, ca == null ? null : Path.of(ca), timeout);
    }

    private static URI address(Settings settings, String url) {
        URI none = URI.create("http://127.0.0.1/");
        try {
            URI uri = URI.create(url.endsWith("/") ? url : url + "/");
            boolean isHttp = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
            if (!isHttp || uri.getHost() == null || uri.getQuery() != null || uri.getUserInfo() != null) {
                settings.problem(
                        URL, "http(s)://host[:port][/path] is expected; user and password have settings of their own");
                return none;
            }
            return uri;
        } catch (IllegalArgumentException e) {
            settings.problem(URL, "is no address");
            return none;
        }
    }
}
