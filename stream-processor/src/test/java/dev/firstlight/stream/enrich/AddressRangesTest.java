package dev.firstlight.stream.enrich;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firstlight.runtime.Seeded;
import dev.firstlight.stream.enrich.place.TestAddresses;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressRangesTest {

    @ParameterizedTest
    @CsvSource({
        "192.0.2.0/24, 192.0.2.0, true",
        "192.0.2.0/24, 192.0.2.255, true",
        "192.0.2.0/24, 192.0.3.0, false",
        "192.0.2.0/24, 192.0.1.255, false",
        "192.0.2.7, 192.0.2.7, true",
        "192.0.2.7, 192.0.2.8, false",
        "0.0.0.0/0, 255.255.255.255, true",
        "0.0.0.0/0, 2001:db8::1, false",
        "2001:db8::/32, 2001:db8:ffff::1, true",
        "2001:db8::/32, 2001:db9::, false",
        "::/0, ff02::1, true",
        "::/0, 192.0.2.1, true",
        "::ffff:192.0.2.0/24, 192.0.2.9, true",
        "2001:db8::1, 2001:db8::1, true"
    })
    void shouldSayWhetherAnAddressIsWithin(String network, String address, boolean isWithin) {
        assertThat(AddressRanges.of(network).contains(TestAddresses.bytes(address)))
                .isEqualTo(isWithin);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/",
                "/8",
                "10.0.0.0/33",
                "10.0.0.0/-1",
                "10.0.0.0/08",
                "10.0.0.0/",
                "10.0.0.1/8",
                "10.0.0/8",
                "10.0.0.0.0",
                "256.0.0.1",
                "010.0.0.1",
                "1.2.3.4.",
                "localhost",
                "shop.example",
                "2001:db8::/129",
                "2001:db8::1/32",
                "1::2::3",
                "::1%eth0",
                "12345::",
                "[::1]",
                ":",
                "٣.0.0.1"
            })
    void shouldTellOfWhatIsNoNetwork(String text) {
        List<String> problems = new ArrayList<>();

        AddressRanges ranges = AddressRanges.of(List.of(text, "192.0.2.0/24"), problems::add);

        assertThat(problems).singleElement().asString().contains("'" + text + "'");
        assertThat(ranges.size()).isOne();
    }

    @Test
    void shouldAnswerAsLookingAtEachNetworkWould() {
        Seeded.repeat(200, random -> {
            List<String> networks = new ArrayList<>();
            for (int i = random.nextInt(40); i >= 0; i--) {
                networks.add(network(random));
            }
            AddressRanges ranges = AddressRanges.of(networks.toArray(String[]::new));
            for (int i = 0; i < 200; i++) {
                byte[] address = address(random);
                boolean isWithinAny = networks.stream().anyMatch(network -> isWithin(network, address));

                assertThat(ranges.contains(address))
                        .as("%s of %s", text(address), networks)
                        .isEqualTo(isWithinAny);
            }
        });
    }

    @Test
    void shouldReadAFileOfLines() throws Exception {
        AddressRanges ranges = lines("# data centres\n\n192.0.2.0/24 # one\r\n 2001:db8::/32\n192.0.2.128/25\n");

        assertThat(ranges.size()).isEqualTo(2);
        assertThat(ranges.contains(TestAddresses.bytes("2001:db8::5"))).isTrue();
        assertThat(lines("").contains(TestAddresses.bytes("192.0.2.1"))).isFalse();
    }

    @Test
    void shouldRefuseAFileWithALineThatIsNone() {
        assertThatThrownBy(() -> lines("192.0.2.0/24\nnonsense\nmore\n"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("'nonsense'")
                .hasMessageContaining("1 more");
    }

    private static AddressRanges lines(String text) throws IOException {
        return NetworkLines.read(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
    }

    /** Addresses of few different bits, so that networks hold one another and addresses are in them. */
    private static byte[] address(Random random) {
        boolean isV4 = random.nextBoolean();
        byte[] address = TestAddresses.bytes(isV4 ? "192.0.2.0" : "2001:db8::");
        for (int i = isV4 ? 13 : 8; i < 16; i++) {
            address[i] = (byte) (random.nextInt(3) * 0x40);
        }
        return address;
    }

    private static String network(Random random) {
        byte[] address = address(random);
        boolean isV4 = address[0] == 0;
        int prefix = isV4 ? 96 + random.nextInt(33) : random.nextInt(129);
        BigInteger mask = BigInteger.ONE.shiftLeft(128).subtract(BigInteger.ONE.shiftLeft(128 - prefix));
        return text(bytes(new BigInteger(1, address).and(mask))) + "/" + (isV4 ? prefix - 96 : prefix);
    }

    private static boolean isWithin(String network, byte[] address) {
        String[] parts = network.split("/");
        byte[] first = TestAddresses.bytes(parts[0]);
        int prefix = Integer.parseInt(parts[1]) + (parts[0].indexOf(':') < 0 ? 96 : 0);
        return new BigInteger(1, first)
                .shiftRight(128 - prefix)
                .equals(new BigInteger(1, address).shiftRight(128 - prefix));
    }

    private static byte[] bytes(BigInteger number) {
        byte[] bytes = new byte[16];
        for (int i = 0; i < 16; i++) {
            bytes[i] = number.shiftRight(8 * (15 - i)).byteValue();
        }
        return bytes;
    }

    private static String text(byte[] address) {
        try {
            return InetAddress.getByAddress(address).getHostAddress();
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }
}
