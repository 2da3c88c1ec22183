package dev.firstlight.loadtest.bench.load;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;

/** Addresses of this machine to come from, each in a /24 of its own: all of 127.0.0.0/8 is loopback on Linux. */
final class Loopback {

    private static final int NETWORKS = 250 * 256;

    private Loopback() {}

    /** The same for the same number; {@code 127.0.x.x} is left to others. */
    static InetSocketAddress client(int number) {
        int network = Math.floorMod(number, NETWORKS);
        byte[] address = {127, (byte) (1 + network / 256), (byte) network, 1};
        try {
            return new InetSocketAddress(InetAddress.getByAddress(address), 0);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("four bytes are an address", e);
        }
    }
}
