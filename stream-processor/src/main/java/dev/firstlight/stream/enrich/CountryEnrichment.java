package dev.firstlight.stream.enrich;

import dev.firstlight.schema.avro.Event;
import dev.firstlight.stream.event.Warnings;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * {@code country} of the address, by a file. Addresses that are no public host's (loopback, private, link-local, multicast) have none.
 * Threads: any.
 */
public final class CountryEnrichment implements Enrichment {

    /** Where countries come from. */
    @FunctionalInterface
    public interface Countries {
        /** What the file says of the address, or none. */
        @Nullable
        String of(InetAddress address);
    }

    private static final Pattern ALPHA_2 = Pattern.compile("[A-Z]{2}");

    /** First byte of unique local IPv6 addresses, fc00::/7 (RFC 4193); the JDK only knows their withdrawn forerunner. */
    private static final int UNIQUE_LOCAL = 0xfc;

    private final Countries countries;

    public CountryEnrichment(Countries countries) {
        this.countries = countries;
    }

    @Override
    public String name() {
        return "country";
    }

    @Override
    public void enrich(Subject subject, Event event, Warnings warnings) {
        byte[] address = subject.address();
        if (address == null) {
            return;
        }
        InetAddress host = host(address);
        String country = isPublic(host) ? countries.of(host) : null;
        if (country != null && ALPHA_2.matcher(country).matches()) {
            event.setCountry(country);
        }
    }

    private static InetAddress host(byte[] address) {
        try {
            return InetAddress.getByAddress(address);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("an address has 16 bytes");
        }
    }

    private static boolean isPublic(InetAddress host) {
        return !host.isAnyLocalAddress()
                && !host.isLoopbackAddress()
                && !host.isLinkLocalAddress()
                && !host.isSiteLocalAddress()
                && !host.isMulticastAddress()
                && !isUniqueLocal(host.getAddress());
    }

    private static boolean isUniqueLocal(byte[] address) {
        return address.length > 4 && (address[0] & 0xfe) == UNIQUE_LOCAL;
    }
}
