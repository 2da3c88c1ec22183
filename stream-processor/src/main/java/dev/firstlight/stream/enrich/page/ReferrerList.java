package dev.firstlight.stream.enrich.page;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who is known to refer, by host. A host is known by its own name, else by the longest of the domains above it; {@code google.*} stands for
 * every country's ({@code google.de}, {@code google.co.uk}), at the same length an exact name comes before it.
 *
 * <p>Immutable; any thread.
 */
final class ReferrerList {

    private static final String ANY_COUNTRY = ".*";

    /** What stands before a country's two letters where registries sell names one level down. */
    private static final NameTable SECOND_LEVELS =
            new NameTable(List.of("co", "com", "net", "org", "ne", "or", "go", "gov", "ac", "edu"));

    private final NameTable exact;
    private final List<Referrer> exactReferrers = new ArrayList<>();
    private final NameTable anyCountry;
    private final List<Referrer> anyCountryReferrers = new ArrayList<>();

    /** A host and whose it is. */
    record Host(String host, Referrer referrer) {}

    ReferrerList(List<Host> hosts) {
        List<String> names = new ArrayList<>();
        List<String> stems = new ArrayList<>();
        for (Host host : hosts) {
            String name = host.host();
            if (name.endsWith(ANY_COUNTRY)) {
                stems.add(name.substring(0, name.length() - ANY_COUNTRY.length()));
                anyCountryReferrers.add(host.referrer());
            } else {
                names.add(name);
                exactReferrers.add(host.referrer());
            }
        }
        exact = new NameTable(names);
        anyCountry = new NameTable(stems);
    }

    /** Whose host it is, or none. */
    @Nullable
    Referrer find(String host) {
        int country = startOfCountry(host);
        for (int from = 0; from >= 0; from = nextLabel(host, from)) {
            int number = exact.find(host, from, host.length());
            if (number >= 0) {
                return exactReferrers.get(number);
            }
            int stem = from < country ? anyCountry.find(host, from, country) : -1;
            if (stem >= 0) {
                return anyCountryReferrers.get(stem);
            }
        }
        return null;
    }

    int size() {
        return exactReferrers.size() + anyCountryReferrers.size();
    }

    private static int nextLabel(String host, int from) {
        int dot = host.indexOf('.', from);
        return dot < 0 ? -1 : dot + 1;
    }

    /** Where the dot stands before the country, its second level included, or -1. */
    private static int startOfCountry(String host) {
        int last = host.lastIndexOf('.');
        int before = host.lastIndexOf('.', last - 1);
        boolean isSecondLevel =
                before > 0 && host.length() - last - 1 == 2 && SECOND_LEVELS.find(host, before + 1, last) >= 0;
        return isSecondLevel ? before : last;
    }
}
