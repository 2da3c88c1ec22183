package dev.firstlight.stream.enrich.place;

import dev.firstlight.stream.enrich.AddressRanges;

/** Which addresses are public hosts'; no file is asked for others, whatever it says of them. Pure; any thread. */
final class PublicHosts {

    /** Unspecified, private, loopback, link-local, multicast (IANA's special-purpose registries, RFC 6890). */
    private static final AddressRanges OTHERS = AddressRanges.of(
            "0.0.0.0/8",
            "10.0.0.0/8",
            "127.0.0.0/8",
            "169.254.0.0/16",
            "172.16.0.0/12",
            "192.168.0.0/16",
            "224.0.0.0/4",
            "::/128",
            "::1/128",
            "fc00::/7",
            "fe80::/10",
            "fec0::/10",
            "ff00::/8");

    private PublicHosts() {}

    static boolean include(byte[] address) {
        return !OTHERS.contains(address);
    }
}
