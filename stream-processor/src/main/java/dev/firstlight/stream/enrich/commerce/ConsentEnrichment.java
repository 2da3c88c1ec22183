package dev.firstlight.stream.enrich.commerce;

import dev.firstlight.schema.ConsentState;
import dev.firstlight.schema.EventColumn;
import dev.firstlight.schema.ForeignConsent;
import dev.firstlight.schema.Utf8;
import dev.firstlight.schema.avro.Event;
import dev.firstlight.stream.enrich.Enrichment;
import dev.firstlight.stream.event.Warnings;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * {@code consent_state} and {@code consent_purposes} of {@code consent}: our own words ({@code granted:analytics,ads}), Google's consent mode
 * ({@code G111}) or the core of an IAB consent string. Decides nothing: whether an event may be stored was decided at the edge,
 * by the same reading ({@link ConsentState}).
 *
 * <p>Bounds: remembers {@value #KNOWN_MAX} short texts; others are read each time. Threads: any. Failure: anything else is {@code unknown}, with the warning {@code malformed:consent}.
 */
final class ConsentEnrichment implements Enrichment {

    /** What sites say is a handful of texts; strings that differ by person are long. */
    private static final int KNOWN_MAX = 1_024;

    private static final int KNOWN_LENGTH_MAX = 64;

    private final Map<String, Said> known = new ConcurrentHashMap<>();

    /** What a text says, and what is odd about it. */
    private record Said(
            String state,
            @Nullable String purposes,
            @Nullable String warning) {}

    @Override
    public String name() {
        return "consent";
    }

    @Override
    public void enrich(Subject subject, Event event, Warnings warnings) {
        String text = event.getConsent();
        if (text == null) {
            return;
        }
        Said said = known.get(text);
        if (said == null) {
            said = read(text.strip());
            if (text.length() <= KNOWN_LENGTH_MAX && known.size() < KNOWN_MAX) {
                known.put(text, said);
            }
        }
        event.setConsentState(said.state);
        event.setConsentPurposes(said.purposes);
        if (said.warning != null) {
            warnings.add(said.warning);
        }
    }

    private static Said read(String said) {
        ConsentState state = ConsentState.of(said);
        if (state == null) {
            return new Said(ConsentState.UNKNOWN.columnText(), null, "malformed:consent");
        }
        Collection<String> foreign = ForeignConsent.purposes(said);
        Collection<String> purposes = foreign != null
                ? foreign
                : state == ConsentState.GRANTED ? words(said, ConsentState.endOfWord(said)) : List.of();
        return said(state.columnText(), purposes);
    }

    /** Lower case, sorted, each once; a handful, so that a list is enough. */
    private static List<String> words(String text, int start) {
        List<String> words = new ArrayList<>();
        int from = start;
        for (int at = start; at <= text.length(); at++) {
            if (at == text.length() || ConsentState.isSeparator(text.charAt(at))) {
                if (at > from) {
                    insert(words, text.substring(from, at).toLowerCase(Locale.ROOT));
                }
                from = at + 1;
            }
        }
        return words;
    }

    private static void insert(List<String> words, String word) {
        int place = Collections.binarySearch(words, word);
        if (place < 0) {
            words.add(-place - 1, word);
        }
    }

    /** With as many purposes as fit, whole. */
    private static Said said(String state, Collection<String> purposes) {
        StringBuilder out = new StringBuilder();
        int bytes = -1; // no comma before the first
        String warning = null;
        for (String purpose : purposes) {
            bytes += Utf8.length(purpose) + 1;
            if (bytes > EventColumn.CONSENT_PURPOSES.bytesMax()) {
                warning = "truncated:consent_purposes";
                break;
            }
            out.append(out.isEmpty() ? "" : ",").append(purpose);
        }
        return new Said(state, out.isEmpty() ? null : out.toString(), warning);
    }
}
