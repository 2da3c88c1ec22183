package dev.firstlight.collector.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import dev.firstlight.collector.meter.CollectorMeter;
import dev.firstlight.runtime.Meters;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslProvider;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import javax.net.ssl.SSLEngine;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class TlsTest {

    @TempDir
    private static Path made;

    private static Certificates.Pair first;
    private static Certificates.Pair second;

    @TempDir
    private Path directory;

    private TlsConfig config;
    private EdgeRig rig;

    @BeforeAll
    static void makeCertificates() throws Exception {
        first = Certificates.make(made, "first");
        second = Certificates.make(made, "second");
    }

    @BeforeEach
    void start() throws IOException {
        config = new TlsConfig(directory.resolve("chain.pem"), directory.resolve("key.pem"), Duration.ofMillis(20));
        first.writeTo(config);
        rig = new EdgeRig(config);
    }

    @AfterEach
    void stop() throws IOException, InterruptedException {
        rig.close();
    }

    static Stream<SslProvider> providers() {
        return Stream.of(SslProvider.JDK, SslProvider.OPENSSL)
                .filter(provider -> provider == SslProvider.JDK || OpenSsl.isAvailable());
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void shouldAnswerEventsOverTls(String protocol) throws Exception {
        try (TlsClient client = new TlsClient(rig.server.port(), protocol)) {
            assertThat(client.http.get("/12345/pixel.png").body()).isEqualTo(Images.PNG);
            assertThat(client.http
                            .post("/12345/events", "{\"id\":\"over-tls\"}")
                            .status())
                    .isEqualTo(204);
            assertThat(client.protocol()).isEqualTo(protocol);
            assertThat(client.application()).isEqualTo("http/1.1");
            assertThat(client.server()).isEqualTo("CN=first");
        }
    }

    @Test
    void shouldEndAConnectionSoThatNothingIsTakenForCutOff() throws Exception {
        try (TlsClient client = new TlsClient(rig.server.port(), "TLSv1.2")) {
            assertThat(client.http
                            .ask("GET /fl.js HTTP/1.1\r\nHost: t\r\nConnection: close\r\n\r\n")
                            .body())
                    .isEqualTo(EdgeRig.SCRIPT.plain());
            assertThat(client.http.isAtEnd()).isTrue();
            assertThat(client.lastRecordType()).isEqualTo(21);
        }
    }

    @Test
    void shouldGiveNewConnectionsTheNewCertificateAndLeaveOpenOnesTheirs() throws Exception {
        try (TlsClient open = new TlsClient(rig.server.port())) {
            open.http.get("/robots.txt");
            second.writeTo(config);
            awaitCount(CollectorMeter.CERTIFICATES_RENEWED, 1);

            try (TlsClient late = new TlsClient(rig.server.port())) {
                assertThat(late.server()).isEqualTo("CN=second");
                assertThat(late.http.get("/12345/pixel.png").status()).isEqualTo(200);
            }
            assertThat(open.http.get("/12345/pixel.png").status()).isEqualTo(200);
            assertThat(open.server()).isEqualTo("CN=first");
        }
        rig.errors.clear(); // between its two files a new certificate may look broken
    }

    @Test
    void shouldKeepTheCertificateWhenTheNewOneIsOfNoUse() throws Exception {
        Files.writeString(config.certificateFile(), "no certificate");
        awaitCount(CollectorMeter.CERTIFICATES_UNUSABLE, 1);
        assertServes("CN=first");

        Files.writeString(config.certificateFile(), second.certificate()); // whose key is another
        awaitCount(CollectorMeter.CERTIFICATES_UNUSABLE, 2);
        assertServes("CN=first");

        Files.delete(config.keyFile());
        awaitCount(CollectorMeter.CERTIFICATES_UNUSABLE, 3);
        assertServes("CN=first");

        Files.writeString(config.keyFile(), second.key());
        awaitCount(CollectorMeter.CERTIFICATES_RENEWED, 1);
        assertServes("CN=second");
        assertThat(rig.errors).isNotEmpty().allSatisfy(line -> assertThat(line)
                .contains("chain.pem", "no usable certificate", "stays in force"));
        rig.errors.clear();
    }

    @Test
    void shouldRenewTheCertificateAfterALookThatFailed() throws Exception {
        try (RandomAccessFile hole = new RandomAccessFile(config.keyFile().toFile(), "rw")) {
            hole.setLength(Integer.MAX_VALUE + 1L); // more than an array: an Error
        }
        await().until(() -> !rig.errors.isEmpty());
        assertServes("CN=first");

        second.writeTo(config);

        await().untilAsserted(() -> assertServes("CN=second"));
        assertThat(rig.errors.get(0)).contains("looking at the certificate failed", "OutOfMemoryError");
        rig.errors.clear();
    }

    @Test
    void shouldCloseAConnectionThatSpeaksNoTlsWithoutAnAnswer() throws IOException {
        RawClient plain = rig.client().send("GET /12345/pixel.png HTTP/1.1\r\nHost: t\r\n\r\n");

        plain.drain();

        awaitCount(CollectorMeter.HANDSHAKES_FAILED, 1);
        assertThat(rig.log.isEmpty()).isTrue();
    }

    @Test
    void shouldNotStartWithoutAUsableCertificate() {
        TlsConfig none = new TlsConfig(directory.resolve("a.pem"), directory.resolve("b.pem"), Duration.ofDays(1));

        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> new EdgeRig(none))
                .withMessageContainingAll("a.pem", "b.pem", "no usable certificate");
    }

    @ParameterizedTest
    @MethodSource("providers")
    void shouldShakeHandsWithEachProviderAndSpeakNoOldTls(SslProvider provider) throws IOException {
        Meters meters = new Meters("collector", CollectorMeter.class);

        try (Tls tls = new Tls(config, provider, meters)) {
            SSLEngine engine = tls.handler(UnpooledByteBufAllocator.DEFAULT).engine();
            assertThat(engine.getEnabledProtocols())
                    .contains("TLSv1.2", "TLSv1.3")
                    .doesNotContain("SSLv3", "TLSv1", "TLSv1.1");
            ReferenceCountUtil.release(engine);
        }
    }

    @ParameterizedTest
    @MethodSource("providers")
    void shouldNoticeAKeyOfAnotherCertificateWithEachProvider(SslProvider provider) throws IOException {
        TlsConfig mixed = new TlsConfig(directory.resolve("a.pem"), directory.resolve("b.pem"), Duration.ofDays(1));
        new Certificates.Pair(first.certificate(), second.key()).writeTo(mixed);
        Meters meters = new Meters("collector", CollectorMeter.class);

        assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> new Tls(mixed, provider, meters));
    }

    private void assertServes(String name) throws Exception {
        try (TlsClient client = new TlsClient(rig.server.port())) {
            assertThat(client.server()).isEqualTo(name);
            assertThat(client.http.get("/12345/pixel.png").status()).isEqualTo(200);
        }
    }

    private void awaitCount(CollectorMeter meter, long atLeast) {
        await().until(() -> rig.meters.count(meter) >= atLeast);
    }
}
