package dev.firstlight.stream.enrich.place;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;

/** Addresses in the 16-byte form that the edge seals. */
public final class TestAddresses {

    private TestAddresses() {}

    /** v4 as v4-mapped v6. */
    public static byte[] bytes(String text) {
        try {
            return mapped(InetAddress.getByName(text).getAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static byte[] mapped(byte[] address) {
        if (address.length == 16) {
            return address;
        }
        byte[] mapped = new byte[16];
        mapped[10] = (byte) 0xff;
        mapped[11] = (byte) 0xff;
        System.arraycopy(address, 0, mapped, 12, 4);
        return mapped;
    }
}
