package dev.firstlight.loadtest.e2e;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/**
 * Something unique that is sent to be found nowhere, in every form in which it could have been kept.
 *
 * @param text as it is sent
 * @param forms each long enough to be nobody else's
 * @param weakForm four bytes, which turn up by chance once in some gigabytes; none is empty
 */
record Canary(String name, String text, List<byte[]> forms, byte[] weakForm) {

    private static final byte[] NONE = {};

    /** A token, a cookie, a payload. */
    static Canary ofText(String name, Random random) {
        String text =
                "canary" + Long.toUnsignedString(random.nextLong(), 36) + Long.toUnsignedString(random.nextLong(), 36);
        return new Canary(name, text, forms(List.of(text, base64(latin(text)), hex(latin(text)))), NONE);
    }

    /** A v4 address, sent as such or as a mapped one. */
    static Canary ofV4(boolean isMapped, Random random) {
        byte[] v4 = new byte[4];
        for (int i = 0; i < v4.length; i++) {
            v4[i] = (byte) (101 + random.nextInt(100)); // three digits each; trusted by nobody
        }
        byte[] mapped = new byte[16];
        mapped[10] = (byte) 0xff;
        mapped[11] = (byte) 0xff;
        System.arraycopy(v4, 0, mapped, 12, 4);
        String text = written(v4);
        List<byte[]> forms = forms(List.of(text, hex(mapped), base64(mapped)));
        forms.add(Arrays.copyOfRange(mapped, 8, 16));
        String sent = isMapped ? "::ffff:" + text : text;
        return new Canary((isMapped ? "mapped " : "v4 ") + text, sent, forms, v4);
    }

    static Canary ofV6(Random random) {
        byte[] v6 = new byte[16];
        random.nextBytes(v6);
        v6[0] = 0x26;
        for (int i = 1; i < v6.length; i++) {
            v6[i] = (byte) (v6[i] | 0x11); // no zero anywhere, so there is one way to write it
        }
        String text = written(v6);
        List<byte[]> forms = forms(List.of(text, text.toUpperCase(Locale.ROOT), hex(v6), base64(v6)));
        forms.add(v6);
        forms.add(Arrays.copyOfRange(v6, 0, 8)); // its network alone is too much as well
        return new Canary("v6 " + text, text, forms, NONE);
    }

    private static List<byte[]> forms(List<String> texts) {
        List<byte[]> forms = new ArrayList<>();
        texts.forEach(text -> forms.add(latin(text)));
        return forms;
    }

    private static String written(byte[] address) {
        try {
            return InetAddress.getByAddress(address).getHostAddress();
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().withoutPadding().encodeToString(bytes);
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    private static byte[] latin(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
