package dev.firstlight.collector.edge;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A network of addresses in their 16-byte form: {@code 10.0.0.0/8} is {@code ::ffff:10.0.0.0/104}, so that a v4 address matches however
 * it came. Asking for one allocates nothing. Threads: any.
 *
 * @param prefixBits of the 128
 */
public record Cidr(long high, long low, int prefixBits) {

    private static final VarHandle BIG_ENDIAN =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
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
        return (longAt(address, 0) & mask(prefixBits)) == high
                && (longAt(address, Long.BYTES) & mask(prefixBits - Long.SIZE)) == low;
    }

    private static Cidr of(byte[] address, int prefixBits) {
        return new Cidr(longAt(address, 0), longAt(address, Long.BYTES), prefixBits);
    }

    private static long longAt(byte[] address, int from) {
        return (long) BIG_ENDIAN.get(address, from);
    }

    private Cidr cut(int bits) {
        return new Cidr(high & mask(bits), low & mask(bits - Long.SIZE), bits);
    }

    /** The first {@code bits} of a long; shifting by 64 would shift by none. */
    private static long mask(int bits) {
        return bits <= 0 ? 0 : bits >= Long.SIZE ? -1 : -1L << (Long.SIZE - bits);
    }
}
