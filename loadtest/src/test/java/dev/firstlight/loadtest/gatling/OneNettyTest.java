package dev.firstlight.loadtest.gatling;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.util.Version;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Gatling asks for a Netty of its own; the house's BOM must win here, or tests would run on another Netty than the collector does. */
final class OneNettyTest {

    @Test
    void shouldHaveOneNettyOnTheTestClassPath() {
        Map<String, Version> artifacts = Version.identify();

        assertThat(artifacts).containsKeys("netty-codec-http", "netty-transport", "netty-handler", "netty-codec-http2");
        assertThat(artifacts.values().stream().map(Version::artifactVersion).distinct())
                .hasSize(1)
                .allSatisfy(version -> assertThat(version).startsWith("4.2."));
    }
}
