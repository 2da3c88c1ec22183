package dev.firstlight.collector.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.firstlight.runtime.Settings;
import dev.firstlight.runtime.SettingsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class TrustedProxiesTest {

    private static final TrustedProxies PROXIES = trusting("10.0.0.0/8", "2001:db8:aa::/48");

    @TempDir
    private Path directory;

    /** Header lines are set apart by {@code |}. */
    @ParameterizedTest
    @CsvSource({
        // a peer that nobody trusts is the client, whatever it says
        "203.0.113.9, 198.51.100.1, 203.0.113.9",
        "203.0.113.9, '198.51.100.1, 10.0.0.1', 203.0.113.9",
        "::10.0.0.1, 198.51.100.1, ::10.0.0.1",
        "2001:db8:ab::1, 198.51.100.1, 2001:db8:ab::1",
        // one trusted proxy: what it appended, not what it was given
        "10.0.0.1, 198.51.100.1, 198.51.100.1",
        "10.0.0.1, '1.1.1.1, 198.51.100.1', 198.51.100.1",
        "10.0.0.1, '10.0.0.2, 198.51.100.1', 198.51.100.1",
        "10.0.0.1, 1.1.1.1|198.51.100.1, 198.51.100.1",
        "10.0.0.1, '198.51.100.1|', 10.0.0.1",
        "::ffff:10.0.0.1, 198.51.100.1, 198.51.100.1",
        "2001:db8:aa::1, 2001:db8:ff::7, 2001:db8:ff::7",
        // several
        "10.0.0.1, '1.1.1.1, 198.51.100.1, 10.0.0.3, 10.0.0.2', 198.51.100.1",
        "10.0.0.1, '1.1.1.1, 198.51.100.1|10.0.0.3|::ffff:10.0.0.2', 198.51.100.1",
        "10.0.0.1, '198.51.100.1:4711, [2001:db8:aa::7]:80,10.0.0.2:9', 198.51.100.1",
        "10.0.0.1, '198.51.100.1, 203.0.113.9, 10.0.0.2', 203.0.113.9",
        // all trusted: the left-most
        "10.0.0.1, '10.0.0.4, 10.0.0.3, 10.0.0.2', 10.0.0.4",
        // no address: the last trusted hop, never what stands left of it
        "10.0.0.1, unknown, 10.0.0.1",
        "10.0.0.1, '198.51.100.1, unknown', 10.0.0.1",
        "10.0.0.1, '198.51.100.1, _hidden, 10.0.0.2', 10.0.0.2",
        "10.0.0.1, '198.51.100.1, unix:', 10.0.0.1",
        "10.0.0.1, '198.51.100.1,', 10.0.0.1",
        "10.0.0.1, '198.51.100.1,,10.0.0.2', 10.0.0.2",
        "10.0.0.1, '198.51.100.1, 0177.1', 10.0.0.1",
        "10.0.0.1, '198.51.100.1, fe80::1%eth0', 10.0.0.1",
        "10.0.0.1, '198.51.100.1, 10.0.0.2 10.0.0.3', 10.0.0.1",
        "10.0.0.1, '', 10.0.0.1"
    })
    void shouldFindTheClient(String peer, String lines, String client) {
        TrustedProxies.Client found = PROXIES.clientOf(bytes(peer), List.of(lines.split("\\|", -1)));

        assertThat(found.address()).isEqualTo(bytes(client));
    }

    @Test
    void shouldTakeATrustedPeerThatSaysNothingForTheClient() {
        TrustedProxies.Client found = PROXIES.clientOf(bytes("10.0.0.1"), List.of());

        assertThat(found.address()).isEqualTo(bytes("10.0.0.1"));
        assertThat(found.isCutShort()).isFalse();
    }

    @Test
    void shouldTrustNobodyWithoutASetting() {
        assertThat(trusting().clientOf(bytes("127.0.0.1"), List.of("1.1.1.1")).address())
                .isEqualTo(bytes("127.0.0.1"));
    }

    @Test
    void shouldWalk32HopsAndNotOneMore() {
        String chain = ", 10.0.0.2".repeat(31);

        TrustedProxies.Client within = PROXIES.clientOf(bytes("10.0.0.1"), List.of("198.51.100.1" + chain));
        TrustedProxies.Client beyond = PROXIES.clientOf(bytes("10.0.0.1"), List.of("198.51.100.1, 10.0.0.3" + chain));

        assertThat(within.address()).isEqualTo(bytes("198.51.100.1"));
        assertThat(within.isCutShort()).isFalse();
        assertThat(beyond.address()).isEqualTo(bytes("10.0.0.3"));
        assertThat(beyond.isCutShort()).isTrue();
    }

    @Test
    void shouldNotLookBeyondFourKibibytes() {
        String spaces = " ".repeat(2_000);

        TrustedProxies.Client found = PROXIES.clientOf(
                bytes("10.0.0.1"), List.of("198.51.100.1", spaces + "10.0.0.3", spaces + "10.0.0.2" + spaces));

        assertThat(found.address()).isEqualTo(bytes("10.0.0.2"));
        assertThat(found.isCutShort()).isTrue();
    }

    @Test
    void shouldReportEveryNetworkThatIsWrongAtOnce() {
        assertThatExceptionOfType(SettingsException.class)
                .isThrownBy(() -> read("trusted-proxies = [\"10.0.0.1/8\", \"fd00::/8\", \"lb.example\"]"))
                .withMessageContaining("collector.http.trusted-proxies: '10.0.0.1/8' has bits set")
                .withMessageContaining("collector.http.trusted-proxies: 'lb.example' is no network");
    }

    @ParameterizedTest
    @CsvSource({"forwarded", "Forwarded", "'x forwarded'", "''"})
    void shouldRefuseAHeaderThatItCannotRead(String name) {
        assertThatExceptionOfType(SettingsException.class)
                .isThrownBy(() -> read("forwarded-header = \"" + name + "\""))
                .withMessageContaining("collector.http.forwarded-header");
    }

    @Test
    void shouldReadTheHeaderThatIsSet() throws IOException {
        TrustedProxies proxies = read("trusted-proxies = [10.0.0.0/8], forwarded-header = CF-Connecting-IP");

        assertThat(proxies).isEqualTo(new TrustedProxies(trusting("10.0.0.0/8").networks(), "cf-connecting-ip"));
    }

    static TrustedProxies trusting(String... networks) {
        return new TrustedProxies(
                List.of(networks).stream()
                        .map(text -> Objects.requireNonNull(Cidr.read(text, problem -> {
                            throw new AssertionError(problem);
                        })))
                        .toList(),
                "x-forwarded-for");
    }

    private TrustedProxies read(String text) throws IOException {
        Path file = Files.writeString(directory.resolve("collector.conf"), "collector.http { " + text + " }");
        Settings settings = Settings.load("collector", file, Map.of(), Set.of());
        TrustedProxies proxies = TrustedProxies.from(settings);
        settings.verify();
        return proxies;
    }

    private static byte[] bytes(String address) {
        return Objects.requireNonNull(AddressText.read(address));
    }
}
