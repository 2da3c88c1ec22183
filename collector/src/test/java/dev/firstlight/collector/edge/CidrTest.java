package dev.firstlight.collector.edge;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class CidrTest {

    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/8, 10.0.0.0",
        "10.0.0.0/8, 10.255.255.255",
        "10.0.0.0/8, ::ffff:10.1.2.3",
        "10.0.0.0/8, ::ffff:a01:203",
        "::ffff:10.0.0.0/104, 10.1.2.3",
        "192.0.2.7, 192.0.2.7",
        "192.0.2.7/32, ::ffff:192.0.2.7",
        "192.0.2.128/25, 192.0.2.255",
        "0.0.0.0/0, 203.0.113.9",
        "::/0, 203.0.113.9",
        "::/0, 2001:db8::1",
        "2001:db8::/32, 2001:db8:ffff:ffff:ffff:ffff:ffff:ffff",
        "2001:db8:0:8000::/49, 2001:db8:0:ffff::1",
        "2001:db8::/63, 2001:db8:0:1::1",
        "2001:db8::/64, 2001:db8::ffff:0:0:1",
        "2001:db8::/65, 2001:db8::7fff:0:0:1",
        "::1, ::1",
        "fe80::/10, febf::1"
    })
    void shouldContain(String network, String address) {
        assertThat(read(network).contains(bytes(address))).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/8, 11.0.0.0",
        "10.0.0.0/8, 9.255.255.255",
        "10.0.0.0/8, ::10.0.0.1",
        "10.0.0.0/8, a00::",
        "0.0.0.0/0, 2001:db8::1",
        "0.0.0.0/0, ::1",
        "192.0.2.7/32, 192.0.2.6",
        "192.0.2.128/25, 192.0.2.127",
        "2001:db8::/32, 2001:db9::",
        "2001:db8::/63, 2001:db8:0:2::1",
        "2001:db8::/64, 2001:db8:0:1::1",
        "2001:db8::/65, 2001:db8::8000:0:0:1",
        "::1/128, ::",
        "::1, 127.0.0.1",
        "fe80::/10, fec0::1",
        "64:ff9b::/96, 10.0.0.1"
    })
    void shouldNotContain(String network, String address) {
        assertThat(read(network).contains(bytes(address))).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.1/8, has bits set",
        "10.0.0.0/0, has bits set",
        "::ffff:10.0.0.0/8, has bits set",
        "2001:db8::1/64, has bits set",
        "2001:db8:0:1::/63, has bits set",
        "10.0.0.0/33, within 0 … 32",
        "2001:db8::/129, within 0 … 128",
        "10.0.0.0/-1, within 0 … 32",
        "10.0.0.0/08, within 0 … 32",
        "10.0.0.0/, within 0 … 32",
        "10.0.0.0/8/8, within 0 … 32",
        "10.0.0/8, is no network",
        "0177.0.0.0/8, is no network",
        "shop.example, is no network",
        "10.*, is no network",
        "[::1]/128, is no network",
        "'', is no network"
    })
    void shouldSayWhatIsWrongWithANetwork(String text, String problem) {
        List<String> problems = new ArrayList<>();

        Cidr network = Cidr.read(text, problems::add);

        assertThat(network).isNull();
        assertThat(problems).singleElement().asString().contains("'" + text + "'", problem);
    }

    private static Cidr read(String text) {
        return Objects.requireNonNull(Cidr.read(text, problem -> {
            throw new AssertionError(problem);
        }));
    }

    private static byte[] bytes(String address) {
        return Objects.requireNonNull(AddressText.read(address));
    }
}
