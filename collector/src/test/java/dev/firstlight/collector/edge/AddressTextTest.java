package dev.firstlight.collector.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstlight.runtime.Seeded;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class AddressTextTest {

    @ParameterizedTest
    @CsvSource({
        "1.2.3.4, 00000000000000000000ffff01020304",
        "0.0.0.0, 00000000000000000000ffff00000000",
        "255.255.255.255, 00000000000000000000ffffffffffff",
        "::ffff:1.2.3.4, 00000000000000000000ffff01020304",
        "::FFFF:102:304, 00000000000000000000ffff01020304",
        "0:0:0:0:0:ffff:1.2.3.4, 00000000000000000000ffff01020304",
        "::, 00000000000000000000000000000000",
        "::1, 00000000000000000000000000000001",
        "1::, 00010000000000000000000000000000",
        "1:2:3:4:5:6:7:8, 00010002000300040005000600070008",
        "1:2:3:4:5:6:7::, 00010002000300040005000600070000",
        "::2:3:4:5:6:7:8, 00000002000300040005000600070008",
        "2001:db8::a:0:1, 20010db8000000000000000a00000001",
        "2001:DB8::1.2.3.4, 20010db8000000000000000001020304",
        "1:2:3:4:5:6:1.2.3.4, 00010002000300040005000601020304"
    })
    void shouldReadAnAddress(String text, String hex) {
        byte[] address = AddressText.read(text);

        assertThat(address).isEqualTo(HexFormat.of().parseHex(hex));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "1",
                "1.2",
                "1.2.3",
                "1.2.3.",
                ".1.2.3",
                "1..2.3",
                "1.2.3.4.5",
                "1.2.3.4.",
                "0177.1",
                "0177.0.0.1",
                "01.2.3.4",
                "0x7f.0.0.1",
                "256.1.1.1",
                "1.2.3.999",
                "1.2.3.-4",
                "1.2.3.+4",
                "1.2.3.4 ",
                " 1.2.3.4",
                "2130706433",
                "\u0661.2.3.4",
                "1.2.3.4%eth0",
                "localhost",
                "unknown",
                "_hidden",
                "shop.example",
                "1.2.3.4/32",
                ":",
                ":::",
                "::1::",
                "1::2::3",
                ":1:2:3:4:5:6:7:8",
                "1:2:3:4:5:6:7:8:",
                "1:2:3:4:5:6:7",
                "1:2:3:4:5:6:7:8:9",
                "1:2:3:4::5:6:7:8",
                "::12345",
                "::g",
                "::-1",
                "::1%eth0",
                "fe80::1%25eth0",
                "[::1]",
                "::1.2.3",
                "::1.2.3.4:5",
                "1.2.3.4::",
                "1:2:3:4:5:6:7:1.2.3.4",
                "::\u0661",
                "::ffff:1.2.3.256",
                "0000:0000:0000:0000:0000:0000:0000:0000:0000:0"
            })
    void shouldNotReadWhatIsNoAddressOrNotTheOnlyWayToReadIt(String text) {
        assertThat(AddressText.read(text)).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1.2.3.4",
                " 1.2.3.4\t",
                "1.2.3.4:80",
                "1.2.3.4:0",
                "1.2.3.4:65535",
                "::ffff:1.2.3.4",
                "[::ffff:1.2.3.4]:80"
            })
    void shouldReadAHopOfV4(String element) {
        assertThat(readHop(element)).isEqualTo(AddressText.read("1.2.3.4"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"2001:db8::1", "[2001:db8::1]", "[2001:db8::1]:443", " [2001:DB8:0:0:0:0:0:1]:1 "})
    void shouldReadAHopOfV6(String element) {
        assertThat(readHop(element)).isEqualTo(AddressText.read("2001:db8::1"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "unknown",
                "_x",
                "unix:",
                "1.2.3.4:",
                "1.2.3.4:65536",
                "1.2.3.4:080",
                "1.2.3.4:-1",
                "1.2.3.4:80:80",
                "[1.2.3.4]",
                "[1.2.3.4]:80",
                "[::1",
                "::1]",
                "[::1]80",
                "[::1]:",
                "[]:80",
                "[::1]:70000",
                "\"[::1]:80\"",
                "for=1.2.3.4",
                "1.2.3.4 5.6.7.8",
                "[[::1]]",
                "[::1%lo]"
            })
    void shouldNotReadAHopThatIsNone(String element) {
        assertThat(readHop(element)).isNull();
    }

    @Test
    void shouldReadEveryAddressThatThePlatformWrites() {
        Seeded.repeat(2_000, random -> {
            byte[] address = new byte[random.nextBoolean() ? 4 : 16];
            random.nextBytes(address);
            for (int i = 0; i < address.length; i++) {
                address[i] = random.nextInt(3) == 0 ? 0 : address[i];
            }

            byte[] read = AddressText.read(written(address));

            assertThat(read).endsWith(address);
        });
    }

    /** From bytes, so nothing is looked up. */
    private static String written(byte[] address) {
        try {
            return InetAddress.getByAddress(address).getHostAddress();
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    /** In the middle of other bytes, as in a request. */
    private static byte @Nullable [] readHop(String element) {
        byte[] around = (":]9" + element + "9[:").getBytes(StandardCharsets.ISO_8859_1);
        byte[] address = new byte[AddressText.BYTES];
        return AddressText.readHop(around, 3, around.length - 3, address) ? address : null;
    }
}
