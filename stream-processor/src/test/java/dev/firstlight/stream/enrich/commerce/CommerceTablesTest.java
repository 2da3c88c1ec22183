package dev.firstlight.stream.enrich.commerce;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstlight.runtime.Seeded;
import dev.firstlight.schema.AvroCodec;
import dev.firstlight.schema.EventColumn;
import dev.firstlight.schema.SchemaBook;
import dev.firstlight.schema.Utf8;
import dev.firstlight.schema.avro.Event;
import dev.firstlight.stream.enrich.CaseTable;
import dev.firstlight.stream.enrich.Enriched;
import dev.firstlight.stream.enrich.Enrichment;
import java.math.BigDecimal;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Items, consent and variant. */
class CommerceTablesTest {

    private static final List<Enrichment> ENRICHMENTS =
            List.of(new VariantEnrichment(), new ItemsEnrichment(), new ConsentEnrichment());

    private static final List<String> PIECES = List.of(
            "[",
            "]",
            "{",
            "}",
            ",",
            ":",
            "\"",
            "\"id\":",
            "\"price\":",
            "\"quantity\":",
            "1",
            "-2",
            "0.1",
            "1e9",
            "1e999999999",
            "null",
            "true",
            "\"a\"",
            "\\u0000",
            "\\ud800",
            "granted",
            "denied",
            "G1",
            "1-",
            "COvFyGBOvFyGBAbAAAENAPCAAOAAAA",
            "ü",
            "🎄",
            " ",
            ";",
            "|");

    static List<List<String>> items() {
        return CaseTable.rows(CommerceTablesTest.class, "item-cases.tsv");
    }

    static List<List<String>> consents() {
        return CaseTable.rows(CommerceTablesTest.class, "consent-cases.tsv");
    }

    @ParameterizedTest
    @MethodSource("items")
    void shouldSumUpItemsAsTheTableSays(List<String> row) {
        Event event = Enriched.event();
        event.setItems(row.get(0));

        List<String> warnings = Enriched.run(ENRICHMENTS, event);

        assertThat(String.valueOf(event.getItemCount())).isEqualTo(orNull(row.get(1)));
        assertThat(String.valueOf(event.getItemsValue())).isEqualTo(orNull(row.get(2)));
        assertThat(String.valueOf(event.getProductIds())).isEqualTo(orNull(row.get(3)));
        assertThat(String.join(" ", warnings)).isEqualTo(row.get(4).equals("-") ? "" : row.get(4));
    }

    @ParameterizedTest
    @MethodSource("consents")
    void shouldNormaliseConsentAsTheTableSays(List<String> row) {
        Event event = Enriched.event();
        event.setConsent(row.get(0));

        List<String> warnings = Enriched.run(ENRICHMENTS, event);

        assertThat(event.getConsentState()).isEqualTo(row.get(1));
        assertThat(String.valueOf(event.getConsentPurposes())).isEqualTo(orNull(row.get(2)));
        assertThat(String.join(" ", warnings)).isEqualTo(row.get(3).equals("-") ? "" : row.get(3));
    }

    @ParameterizedTest
    @CsvSource({"checkout:b,checkout,b", "a:b:c,a,b:c", "' price test : 2 ',price test,2", "ü:🎄,ü,🎄"})
    void shouldSplitAVariantAtItsFirstColon(String variant, String experiment, String experimentVariant) {
        Event event = Enriched.event();
        event.setVariant(variant);

        assertThat(Enriched.run(ENRICHMENTS, event)).isEmpty();
        assertThat(event.getExperiment()).isEqualTo(experiment);
        assertThat(event.getExperimentVariant()).isEqualTo(experimentVariant);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "b", ":", ":b", "a:", " : "})
    void shouldLeaveOutAVariantThatNamesNoExperiment(String variant) {
        Event event = Enriched.event();
        event.setVariant(variant);

        assertThat(Enriched.run(ENRICHMENTS, event)).containsExactly("malformed:variant");
        assertThat(event.getExperiment()).isNull();
        assertThat(event.getExperimentVariant()).isNull();
    }

    @Test
    void shouldSayNothingOfWhatIsNotThere() {
        Event event = Enriched.event();

        assertThat(Enriched.run(ENRICHMENTS, event)).isEmpty();
        assertThat(event).isEqualTo(Enriched.event());
    }

    @Test
    void shouldBoundTheIdsByTheirColumn() {
        Event event = Enriched.event();
        event.setItems(IntStream.range(0, 5_000).mapToObj(String::valueOf).collect(Collectors.joining(",", "[", "]")));

        List<String> warnings = Enriched.run(ENRICHMENTS, event);

        assertThat(event.getItemCount()).isEqualTo(5_000);
        assertThat(Utf8.length(event.getProductIds()))
                .isBetween(EventColumn.PRODUCT_IDS.bytesMax() - 8, EventColumn.PRODUCT_IDS.bytesMax());
        assertThat(event.getProductIds()).startsWith("[\"0\",\"1\"").endsWith("\"]");
        assertThat(warnings).containsExactly("truncated:product_ids");
    }

    @Test
    void shouldCutAnIdThatIsTooLong() {
        Event event = Enriched.event();
        event.setItems("[\"" + "ü".repeat(100) + "\"]");

        assertThat(Enriched.run(ENRICHMENTS, event)).containsExactly("truncated:product_ids");
        assertThat(event.getProductIds()).isEqualTo("[\"" + "ü".repeat(64) + "\"]");
    }

    @Test
    void shouldTakeItemsNestedAsDeepAsTheyFit() {
        Event event = Enriched.event();
        event.setItems("[{\"id\":\"a\",\"x\":" + "[".repeat(900) + "]".repeat(900) + "}]");

        assertThat(Enriched.run(ENRICHMENTS, event)).isEmpty();
        assertThat(event.getProductIds()).isEqualTo("[\"a\"]");
    }

    @Test
    void shouldAddUpAnyAmountsExactly() {
        Seeded.repeat(2_000, random -> {
            StringBuilder items = new StringBuilder();
            BigDecimal sum = BigDecimal.ZERO;
            for (int i = random.nextInt(20) + 1; i > 0; i--) {
                BigDecimal price = BigDecimal.valueOf(random.nextInt(1_000_000), random.nextInt(3));
                int quantity = random.nextInt(10);
                sum = sum.add(price.multiply(BigDecimal.valueOf(quantity)));
                items.append(items.isEmpty() ? "[" : ",")
                        .append("{\"quantity\":" + quantity + ",\"price\":" + price.toPlainString() + "}");
            }
            Event event = Enriched.event();
            event.setItems(items.append(']').toString());

            Enriched.run(ENRICHMENTS, event);

            assertThat(new BigDecimal(event.getItemsValue())).isEqualByComparingTo(sum);
        });
    }

    @Test
    void shouldTakeAnythingAndChangeNothingTheSecondTime() {
        AvroCodec<Event> codec = new AvroCodec<>(Event.getClassSchema(), new SchemaBook());

        Seeded.repeat(5_000, random -> {
            Event event = Enriched.event();
            event.setItems((random.nextBoolean() ? "[{" : "") + pieces(random, 40));
            event.setConsent(pieces(random, 8));
            event.setVariant(pieces(random, 8));
            Enriched.run(ENRICHMENTS, event);
            Event once = Event.newBuilder(event).build();

            Enriched.run(ENRICHMENTS, event);

            assertThat(event).isEqualTo(once);
            assertThat(codec.encode(event)).isNotEmpty();
        });
    }

    private static String pieces(Random random, int max) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(max + 1); i > 0; i--) {
            text.append(PIECES.get(random.nextInt(PIECES.size())));
        }
        return text.toString();
    }

    private static String orNull(String cell) {
        return cell.equals("-") ? "null" : cell;
    }
}
