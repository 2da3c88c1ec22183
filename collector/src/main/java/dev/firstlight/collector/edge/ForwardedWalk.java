package dev.firstlight.collector.edge;

/**
 * Walks the addresses of a forwarding header from the last to the first, as {@link TrustedProxies} says, where they stand: without a String, a
 * List or any other object, since whoever has a CDN or a load balancer in front has one in every hit.
 *
 * <p>Threads: one. Memory: two addresses. Proof: {@code ForwardedWalkTest}, against a reader that takes the header apart.
 */
final class ForwardedWalk {

    private final TrustedProxies proxies;
    private final byte[] one = new byte[AddressText.BYTES];
    private final byte[] other = new byte[AddressText.BYTES];
    private boolean isCutShort;

    ForwardedWalk(TrustedProxies proxies) {
        this.proxies = proxies;
    }

    /**
     * The client behind a peer, in the 16-byte form; to be read before the next walk.
     *
     * @param peer 16-byte form
     * @param from where the value of the header begins, all its lines joined by commas; below 0 when there is none
     */
    byte[] clientOf(byte[] peer, byte[] in, int from, int to) {
        isCutShort = false;
        byte[] client = peer;
        boolean hasMore = from >= 0;
        int end = to;
        int elements = 0;
        int bytes = 0;
        while (hasMore && proxies.isTrusted(client)) {
            int comma = commaBefore(in, from, end);
            elements++;
            bytes += end - comma;
            byte[] next = client == one ? other : one;
            isCutShort = elements > TrustedProxies.HOPS_MAX
                    || bytes > TrustedProxies.CHARS_MAX
                    || !AddressText.readHop(in, comma + 1, end, next);
            if (isCutShort) {
                return client;
            }
            client = next;
            hasMore = comma >= from;
            end = comma;
        }
        return client;
    }

    /** Whether the last walk ended at something unreadable or at a bound. */
    boolean isCutShort() {
        return isCutShort;
    }

    /** The last one before {@code end}; one before {@code from} when there is none. */
    private static int commaBefore(byte[] in, int from, int end) {
        int i = end - 1;
        while (i >= from && in[i] != ',') {
            i--;
        }
        return i;
    }
}
