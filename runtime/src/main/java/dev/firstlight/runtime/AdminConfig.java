package dev.firstlight.runtime;

/** Where the admin endpoint of a service listens. Port 0 takes a free one. */
public record AdminConfig(String host, int port) {

    public static AdminConfig from(Settings settings) {
        return new AdminConfig(settings.text("admin.host"), settings.integer("admin.port", 0, 65_535));
    }
}
