package dev.firstlight.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.firstlight.runtime.SettingsException;
import dev.firstlight.schema.avro.Event;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A registry behind a certificate of its own is trusted if and only if that certificate was given. */
class RegistryTlsTest {

    private static final char[] PASSWORD = "changeit".toCharArray();

    @TempDir
    Path directory;

    @Test
    void shouldTalkToARegistryWhoseCertificateIsGivenAndToNoOther() throws Exception {
        KeyStore own = selfSigned("own");
        Path ownPem = pem(own, "own");
        Path otherPem = pem(selfSigned("other"), "other");
        HttpsServer server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(context(own)));

        try (FakeRegistry registry = new FakeRegistry(server)) {
            assertThat(asked(registry, ownPem).register("events-value", Event.getClassSchema()))
                    .isEqualTo(100_001);
            for (Path wrong : new Path[] {otherPem, null}) {
                assertThatThrownBy(() -> asked(registry, wrong).register("events-value", Event.getClassSchema()))
                        .isInstanceOf(SchemaRegistry.UnavailableException.class);
            }
            assertThat(registry.requests).hasSize(1);
        }
    }

    @Test
    void shouldNotTakeAFileWithoutCertificates() throws Exception {
        Path empty = Files.writeString(directory.resolve("empty.pem"), "");

        assertThatThrownBy(() -> TrustedCertificates.context(empty)).isInstanceOf(SettingsException.class);
    }

    private static SchemaRegistry asked(FakeRegistry registry, @Nullable Path caFile) {
        return new SchemaRegistry(new RegistryConfig(registry.url("https"), null, null, caFile, Duration.ofSeconds(5)));
    }

    /** Made by the JDK's {@code keytool}, for 127.0.0.1. */
    private KeyStore selfSigned(String name) throws Exception {
        Path file = directory.resolve(name + ".p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "key",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=" + name,
                        "-ext",
                        "SAN=ip:127.0.0.1",
                        "-validity",
                        "2",
                        "-keystore",
                        file.toString(),
                        "-storepass",
                        String.valueOf(PASSWORD))
                .redirectErrorStream(true)
                .start();
        String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(keytool.waitFor(30, TimeUnit.SECONDS)).as(said).isTrue();
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            store.load(in, PASSWORD);
        }
        return store;
    }

    private Path pem(KeyStore store, String name) throws Exception {
        String body = Base64.getMimeEncoder()
                .encodeToString(store.getCertificate("key").getEncoded());
        return Files.writeString(
                directory.resolve(name + ".pem"),
                "-----BEGIN CERTIFICATE-----\n" + body + "\n-----END CERTIFICATE-----\n");
    }

    private static SSLContext context(KeyStore store) throws Exception {
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, PASSWORD);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        return context;
    }
}
