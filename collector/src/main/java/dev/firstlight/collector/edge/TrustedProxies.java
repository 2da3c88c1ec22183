package dev.firstlight.collector.edge;

import dev.firstlight.runtime.Settings;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Whose word on a client's address is taken. A forwarding header is anybody's claim but for what trusted proxies appended, so it is read
 * from its end and only as far as those reach:
 *
 * <ul>
 *   <li>The socket peer is the client unless it is trusted.
 *   <li>Then the elements of all header lines, joined in their order, are walked right to left; trusted ones are skipped, the first other is
 *       the client. All trusted: the left-most.
 *   <li>An element that is no address ({@code unknown}, {@code _hidden}, {@code unix:}, nothing) ends the walk: what stands left of it is
 *       nobody's word, so the client is the last trusted hop, the outermost address that we know to be true. The same past
 *       {@value #HOPS_MAX} elements or {@value #CHARS_MAX} characters.
 * </ul>
 *
 * <p>How it is done stands in {@link ForwardedWalk}. Threads: any. Failure: none.
 *
 * @param header name in lower case
 */
public record TrustedProxies(List<Cidr> networks, String header) {

    /** Chains in the field have 1 to 5 hops; beyond this somebody plays. */
    static final int HOPS_MAX = 32;

    /** What 32 of the longest elements need, with room for spaces. */
    static final int CHARS_MAX = 4_096;

    /**
     * Where a walk ended.
     *
     * @param address 16-byte form
     * @param isCutShort whether it ended at something unreadable or at a bound
     */
    record Client(byte[] address, boolean isCutShort) {}

    public static TrustedProxies from(Settings settings) {
        String path = "http.trusted-proxies";
        List<Cidr> networks = new ArrayList<>();
        for (String text : settings.texts(path)) {
            Cidr network = Cidr.read(text, sentence -> settings.problem(path, sentence));
            if (network != null) {
                networks.add(network);
            }
        }
        String header = settings.text("http.forwarded-header").toLowerCase(Locale.ROOT);
        if (!header.matches("[a-z0-9-]+")) {
            settings.problem("http.forwarded-header", "is no header name: a-z 0-9 -");
        } else if (header.equals("forwarded")) {
            settings.problem(
                    "http.forwarded-header", "Forwarded (RFC 7239) has a syntax of its own that is not read here");
        }
        return new TrustedProxies(List.copyOf(networks), header);
    }

    boolean isTrusted(byte[] address) {
        for (int i = 0; i < networks.size(); i++) { // an iterator would be an object for each hit
            if (networks.get(i).contains(address)) {
                return true;
            }
        }
        return false;
    }

    /** The client behind a peer; both 16-byte forms. For the general path, since it allocates. */
    Client clientOf(byte[] peer, List<String> headerLines) {
        byte[] all = String.join(",", headerLines).getBytes(StandardCharsets.ISO_8859_1);
        ForwardedWalk walk = new ForwardedWalk(this);
        byte[] client = walk.clientOf(peer, all, headerLines.isEmpty() ? -1 : 0, all.length);
        return new Client(client, walk.isCutShort());
    }
}
