package dev.firstlight.collector.edge;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;

/**
 * A generated way of one request to us: an attacker who sends any header it likes, then honest proxies of ours (none, for a direct
 * connection) that each append the true address of who connected to them, in one of the forms that proxies write.
 *
 * @param peer who is connected to us
 * @param attacker who connected to the outermost of our proxies, or to us
 * @param hops our proxies, the outermost first
 * @param hasSilentProxy whether one of them wrote something other than an address
 */
record ForwardingChain(
        byte[] peer, List<String> headerLines, byte[] attacker, List<byte[]> hops, boolean hasSilentProxy) {

    /** Where our proxies stand. */
    static final List<String> TRUSTED = List.of("10.0.0.0/8", "192.0.2.0/24", "2001:db8:aa::/48");

    private static final int PROXIES_MAX = 5;
    private static final int CLAIMS_MAX = 40;
    private static final List<String> GARBAGE = List.of(
            "",
            " ",
            "unknown",
            "_hidden",
            "unix:",
            "0177.1",
            "1.2.3",
            "999.1.1.1",
            "::1%lo",
            "[::1",
            "for=1.1.1.1",
            "\"1.1.1.1\"",
            "1.1.1.1:",
            "localhost",
            "shop.example",
            "1.1.1.1 10.0.0.1",
            "%31.1.1.1",
            "10.0.0.1\t10.0.0.2",
            ";",
            "::ffff:10.0.0.256",
            "1.1.1.1/8");

    static ForwardingChain random(Random random) {
        byte[] attacker = outsider(random);
        List<String> lines = claims(random);
        List<byte[]> hops = new ArrayList<>();
        boolean hasSilentProxy = false;
        byte[] from = attacker;
        int proxies = random.nextInt(PROXIES_MAX);
        for (int i = 0; i < proxies; i++) {
            boolean isSilent = random.nextInt(12) == 0;
            hasSilentProxy |= isSilent;
            append(lines, isSilent ? one(GARBAGE, random) : written(from, random), random);
            from = insider(random);
            hops.add(from);
        }
        return new ForwardingChain(from, List.copyOf(lines), attacker, List.copyOf(hops), hasSilentProxy);
    }

    /** What the attacker sends: any addresses, ours above all, in any form, and what is none. */
    private static List<String> claims(Random random) {
        List<String> lines = new ArrayList<>();
        int claims = random.nextInt(4) == 0 ? 0 : random.nextInt(CLAIMS_MAX);
        for (int i = 0; i < claims; i++) {
            String claim =
                    switch (random.nextInt(4)) {
                        case 0 -> one(GARBAGE, random);
                        case 1 -> written(outsider(random), random);
                        default -> written(insider(random), random);
                    };
            append(lines, claim, random);
        }
        if (random.nextInt(20) == 0) {
            lines.add(0, "x".repeat(random.nextInt(8_000)));
        }
        return lines;
    }

    private static void append(List<String> lines, String element, Random random) {
        if (lines.isEmpty() || random.nextInt(4) == 0) {
            lines.add(element);
        } else {
            int last = lines.size() - 1;
            lines.set(last, lines.get(last) + (random.nextBoolean() ? ", " : ",") + element);
        }
    }

    private static byte[] insider(Random random) {
        String address =
                switch (random.nextInt(3)) {
                    case 0 -> "10." + random.nextInt(256) + "." + random.nextInt(256) + "." + random.nextInt(256);
                    case 1 -> "192.0.2." + random.nextInt(256);
                    default -> "2001:db8:aa:" + Integer.toHexString(random.nextInt(65_536)) + "::" + random.nextInt(9);
                };
        return Objects.requireNonNull(AddressText.read(address));
    }

    private static byte[] outsider(Random random) {
        String address =
                switch (random.nextInt(4)) {
                    case 0 -> "203.0.113." + random.nextInt(256);
                    case 1 -> "11." + random.nextInt(256) + ".0.1";
                    case 2 -> "::10.0.0." + random.nextInt(256); // v4-compatible: looks like ours and is not
                    default -> "2001:db8:ab:" + Integer.toHexString(random.nextInt(65_536)) + "::1";
                };
        return Objects.requireNonNull(AddressText.read(address));
    }

    /** An address in one of the forms that proxies write. */
    private static String written(byte[] address, Random random) {
        try {
            InetAddress plain = InetAddress.getByAddress(address); // of a mapped address it makes a v4 one
            String text = plain.getHostAddress();
            if (plain.getAddress().length == 4) {
                String mapped = "::ffff:" + text;
                return one(
                        List.of(text, text, text + ":" + random.nextInt(65_536), mapped, "[" + mapped + "]:80"),
                        random);
            }
            String upper = text.toUpperCase(java.util.Locale.ROOT);
            return one(List.of(text, upper, "[" + text + "]", "[" + text + "]:" + random.nextInt(65_536)), random);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    private static String one(List<String> of, Random random) {
        return of.get(random.nextInt(of.size()));
    }
}
