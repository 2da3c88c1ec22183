package dev.firstlight.stream.enrich.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstlight.runtime.Seeded;
import dev.firstlight.schema.AvroCodec;
import dev.firstlight.schema.EventColumn;
import dev.firstlight.schema.SchemaBook;
import dev.firstlight.schema.Utf8;
import dev.firstlight.schema.avro.Event;
import dev.firstlight.stream.enrich.Enriched;
import dev.firstlight.stream.enrich.Enrichment;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Whatever was sent: nothing is thrown, everything fits its column, and an event that was enriched stays as it is. */
class PageFuzzTest {

    private static final int TIMES = 3_000;
    private static final List<Enrichment> ENRICHMENTS = PageSettings.defaults();

    /** What means something to one of the scans, and its neighbours. */
    private static final List<String> PIECES = List.of(
            "https://",
            "//",
            "/",
            "?",
            "#",
            "&",
            ";",
            "=",
            ":",
            "@",
            "%",
            "%40",
            "%2540",
            "%25",
            "%3D",
            "%3d",
            "%253D",
            "%26",
            "%3F",
            "%23",
            "%2F",
            "%2E",
            ".",
            "-",
            "_",
            "+",
            "*",
            "***",
            "\\",
            "[",
            "]",
            "token",
            "Token",
            "api",
            "key",
            "email",
            "session",
            "utm_source",
            "utm_medium",
            "gclid",
            "fbclid",
            "jane",
            "mail.example",
            "a.b.cd",
            "shop.example",
            "www.",
            "google",
            ".co.uk",
            "q",
            "1",
            "42",
            "%zz",
            "%4",
            "%C3%BC",
            "%ff",
            "%00",
            "ü",
            "鞋",
            "🎄",
            "\u202e",
            "\u0001",
            "\t",
            " ",
            "x",
            "A",
            "cpc",
            "localhost",
            "8080",
            "data:",
            "\"",
            "\":\"",
            "{",
            "}",
            ",",
            "about:",
            "app");

    @Test
    void shouldTakeAnything() {
        AvroCodec<Event> codec = new AvroCodec<>(Event.getClassSchema(), new SchemaBook());

        Seeded.repeat(TIMES, random -> {
            Event event = random(random);

            Enriched.run(ENRICHMENTS, event);

            assertFits(event, EventColumn.PAGE_URL, EventColumn.REFERRER, EventColumn.PAGE_PATH, EventColumn.PAGE_HOST);
            assertFits(event, EventColumn.PAGE_SCHEME, EventColumn.PAGE_FRAGMENT, EventColumn.REFERRER_TERM);
            assertFits(event, EventColumn.CAMPAIGN_SOURCE, EventColumn.CLICK_ID, EventColumn.LANGUAGE);
            assertThat(codec.encode(event)).isNotEmpty();
        });
    }

    @Test
    void shouldChangeNothingInAnEventThatWasEnriched() {
        Seeded.repeat(TIMES, random -> {
            Event event = random(random);
            Enriched.run(ENRICHMENTS, event);
            Event once = Event.newBuilder(event).build();

            Enriched.run(ENRICHMENTS, event);

            assertThat(event).isEqualTo(once);
        });
    }

    @Test
    void shouldLeaveNoAddressAnywhereHoweverItIsEscapedAndWhateverSurroundsIt() {
        Seeded.repeat(TIMES, random -> {
            String at = List.of("@", "%40", "%2540").get(random.nextInt(3));
            String url = pieces(random, 6) + "/secretperson" + at + "mail.example" + pieces(random, 6);
            Event event = Enriched.event();
            event.setPageUrl(url);
            event.setReferrer(url);
            event.setPageTitle(url);
            event.setProperties(Map.of("x", url));

            Enriched.run(ENRICHMENTS, event);

            assertThat(event.toString()).doesNotContain("secretperson");
        });
    }

    @Test
    void shouldLeaveNoSecretParameterAnywhereWhateverSurroundsIt() {
        Seeded.repeat(TIMES, random -> {
            String equals = List.of("=", "%3D", "%253d").get(random.nextInt(3));
            Event event = Enriched.event();
            event.setPageUrl(
                    "https://shop.example/?" + pieces(random, 6) + "&api_key" + equals + "hush&" + pieces(random, 6));

            Enriched.run(ENRICHMENTS, event);

            assertThat(event.toString()).doesNotContain("hush");
        });
    }

    @Test
    void shouldLeaveJsonJsonAndNothingSecretInIt() {
        Seeded.repeat(TIMES, random -> {
            String items = JsonTexts.items(random);
            Event event = Enriched.event();
            event.setItems(items);
            event.setProperties(Map.of("x", items));

            Enriched.run(ENRICHMENTS, event);

            assertThat(event.toString()).doesNotContain("hush").doesNotContain("secretperson");
            assertThat(JsonTexts.isJson(event.getItems())).as(event.getItems()).isTrue();
            assertThat(event.getProperties()).containsEntry("x", event.getItems());
            assertThat(JsonTexts.outline(event.getItems())).isEqualTo(JsonTexts.outline(items));
        });
    }

    @Test
    void shouldTakeLinearTimeForTextsMadeToBeSlow() {
        // Each is 64 KiB, sixteen times what decoding lets through; quadratic scans would take longer than the test's
        // time limit.
        for (String piece : List.of(
                "a@",
                "a%2540",
                "%25",
                "25",
                "token=",
                "%3D",
                "@",
                "a.",
                "&",
                "?",
                "/",
                "=",
                "\"pin\":{",
                "\"a=\",",
                "\\n@")) {
            Event event = Enriched.event();
            event.setPageUrl("https://shop.example/?" + piece.repeat(65_536 / piece.length()));
            event.setPageTitle(event.getPageUrl());
            event.setItems("[\"" + event.getPageUrl() + "\"]");
            event.setProperties(Map.of("a", "{" + event.getPageUrl(), "b", "[\"" + piece.repeat(10_000)));

            for (int i = 0; i < 20; i++) {
                Enriched.run(ENRICHMENTS, event);
            }

            assertThat(event.getPageHost()).isEqualTo("shop.example");
        }
    }

    private static Event random(Random random) {
        Event event = Enriched.event();
        event.setPageUrl(text(random));
        event.setReferrer(text(random));
        event.setPageTitle(text(random));
        event.setLanguage(text(random));
        event.setTimeZone(text(random));
        event.setScreen(text(random));
        event.setViewport(text(random));
        event.setCampaignId(Utf8.cut(text(random), EventColumn.CAMPAIGN_ID.bytesMax()));
        event.setProperties(Map.of("a", text(random), Utf8.cut("b" + pieces(random, 9), 128), "1"));
        return event;
    }

    private static String text(Random random) {
        return switch (random.nextInt(4)) {
            case 0 -> (random.nextBoolean() ? "https://" : "[") + pieces(random, 40);
            case 1 -> pieces(random, 1_500); // now and then beyond the columns
            case 2 -> {
                byte[] bytes = new byte[random.nextInt(64)];
                random.nextBytes(bytes);
                yield new String(bytes, StandardCharsets.UTF_8);
            }
            default -> pieces(random, 12);
        };
    }

    private static String pieces(Random random, int max) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(max + 1); i > 0; i--) {
            text.append(PIECES.get(random.nextInt(PIECES.size())));
        }
        return Utf8.cut(text.toString(), EventColumn.PAGE_URL.bytesMax());
    }

    private static void assertFits(Event event, EventColumn... columns) {
        for (EventColumn column : columns) {
            String text = (String) event.get(column.columnName());
            if (text != null) {
                assertThat(Utf8.length(text)).as(column.columnName()).isLessThanOrEqualTo(column.bytesMax());
            }
        }
    }
}
