package dev.firstlight.collector.edge;

import dev.firstlight.runtime.Settings;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

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
 * <p>Threads: any. Failure: none.
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
        for (Cidr network : networks) {
            if (network.contains(address)) {
                return true;
            }
        }
        return false;
    }

    /** The client behind a peer; both 16-byte forms. */
    Client clientOf(byte[] peer, List<String> headerLines) {
        byte[] client = peer;
        Hops hops = new Hops(headerLines);
        while (isTrusted(client)) {
            String element = hops.previous();
            if (element == null) {
                return new Client(client, hops.isCutShort());
            }
            byte[] address = AddressText.readHop(element);
            if (address == null) {
                return new Client(client, true);
            }
            client = address;
        }
        return new Client(client, false);
    }

    /** The elements of the header lines from the last to the first, within the bounds. */
    private static final class Hops {
        private final List<String> lines;
        private int line;
        private int end;
        private int elements;
        private int chars;

        Hops(List<String> lines) {
            this.lines = lines;
            this.line = lines.size();
            this.end = -1;
        }

        /** None when there is none, or none within the bounds. */
        @Nullable
        String previous() {
            if (end < 0) {
                if (line == 0) {
                    return null;
                }
                end = lines.get(--line).length();
            }
            int comma = lines.get(line).lastIndexOf(',', end - 1);
            elements++;
            chars += end - comma;
            if (isCutShort()) {
                return null;
            }
            String element = lines.get(line).substring(comma + 1, end);
            end = comma;
            return element;
        }

        boolean isCutShort() {
            return elements > HOPS_MAX || chars > CHARS_MAX;
        }
    }
}
