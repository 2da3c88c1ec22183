package dev.firstlight.collector.edge;

import java.nio.ByteBuffer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A network of addresses in their 16-byte form: {@code 10.0.0.0/8} is {@code ::ffff:10.0.0.0/104}, so that a v4 address matches however
 * it came. Threads: any.
 *
 * @param prefixBits of the 128
 */
public record Cidr(long high, long low, int prefixBits) {

    private static final int BITS = 128;
    private static final int V4_PREFIX_BITS = 96;

    /**
     * Reads {@code 10.0.0.0/8}, {@code 2001:db8::/32} or a single address.
     *
     * @param problem told what is wrong, once, when the answer is null
     */
    static @Nullable Cidr read(String text, Consumer<String> problem) {
        int slash = text.indexOf('/');
        String addressText = slash < 0 ? text : text.substring(0, slash);
        byte[] address = AddressText.read(addressText);
        if (address == null) {
            problem.accept(
                    "'" + text + "' is no network: an address and its prefix length, as in 10.0.0.0/8 or fd00::/8");
            return null;
        }
        int base = addressText.indexOf(':') >= 0 ? 0 : V4_PREFIX_BITS;
        int prefix = slash < 0 ? BITS - base : AddressText.decimal(text.substring(slash + 1), 3);
        if (prefix < 0 || prefix > BITS - base) {
            problem.accept("'" + text + "': the prefix length is not within 0 … " + (BITS - base));
            return null;
        }
        Cidr cidr = of(address, base + prefix);
        if (!cidr.equals(of(address, BITS).cut(base + prefix))) {
            problem.accept("'" + text + "' has bits set behind its prefix: a typing error, or a single address with /"
                    + (BITS - base));
            return null;
        }
        return cidr;
    }

    boolean contains(byte[] address) {
        return of(address, BITS).cut(prefixBits).equals(this);
    }

    private static Cidr of(byte[] address, int prefixBits) {
        ByteBuffer bytes = ByteBuffer.wrap(address);
        return new Cidr(bytes.getLong(), bytes.getLong(), prefixBits);
    }

    private Cidr cut(int bits) {
        return new Cidr(high & mask(bits), low & mask(bits - Long.SIZE), bits);
    }

    /** The first {@code bits} of a long; shifting by 64 would shift by none. */
    private static long mask(int bits) {
        return bits <= 0 ? 0 : bits >= Long.SIZE ? -1 : -1L << (Long.SIZE - bits);
    }
}
