package dev.firstlight.stream.decode;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.firstlight.runtime.ErrorLog;
import dev.firstlight.runtime.Meters;
import dev.firstlight.runtime.Seeded;
import dev.firstlight.schema.PackReader;
import dev.firstlight.schema.SchemaBook;
import dev.firstlight.schema.WireField;
import dev.firstlight.schema.avro.Event;
import dev.firstlight.schema.avro.RawEvent;
import dev.firstlight.schema.avro.RawPack;
import dev.firstlight.stream.Raws;
import dev.firstlight.stream.event.Origin;
import dev.firstlight.stream.event.Rejects;
import dev.firstlight.stream.meter.StreamMeter;
import dev.firstlight.stream.plan.PlanInForce;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The same event as query and as JSON, numbers as numbers and items as an array, is decoded to the same event. */
class SameEventInBothFormsTest {

    private static final long NOW = 1_795_000_000_000L;
    private static final RawPack HEADER = new RawPack(7L, 0, 3, 40L, NOW, 0L, 0L, 0L, Map.of(), List.of());
    private static final int EVENTS_EACH = 2_000;

    /** What JSON takes as a number without quotes (RFC 8259, 6). */
    private static final Pattern JSON_NUMBER = Pattern.compile("-?(0|[1-9]\\d*)(\\.\\d+)?([eE][+-]?\\d+)?");

    private static final List<String> NUMBERS = List.of(
            "0",
            "-0",
            "1",
            "-1",
            "10.0",
            "10.00",
            "1e2",
            "1E+2",
            "1e-7",
            "1.5",
            "19.90",
            "19.900",
            "1.00005",
            ".5",
            "5.",
            "+7",
            "007",
            "9223372036854775807",
            "9223372036854775808",
            "99999999999999.9999",
            "100000000000000",
            "1795000000000",
            "1795000000000.0",
            "1795000000000.5",
            "9999999999999",
            "10000000000000",
            "-5",
            "1,5",
            "1 000",
            "NaN",
            "Infinity",
            "0x10",
            "1e999999999",
            "٣",
            "",
            " 7 ",
            "true",
            "null");
    private static final List<String> CURRENCIES =
            List.of("EUR", "eur", "JPY", "KWD", "CLF", "XAU", "BTC", "ZZZ", "EU", "€", "978", "euro", "ınr", "");
    private static final List<String> FLAGS = List.of("1", "0", "true", "FALSE", "yes", "", " 1 ", "2");
    private static final String LETTERS = "aZ09 _-.:/%&=+?#\"\\'<>{}[]\t\n\r\u0001\u007fäß€\u0301\u200e\ufeff";

    private final ItemReader reader = new ItemReader(
            new Rejects(new SchemaBook()),
            PlanInForce.always(null, new Meters("stream_processor", StreamMeter.class)),
            new ErrorLog(SameEventInBothFormsTest.class));

    @Test
    void shouldDecodeToTheSame() {
        Seeded.repeat(5, random -> {
            for (int i = 0; i < EVENTS_EACH; i++) {
                Map<String, String> pairs = pairs(random);

                assertThat(said(Raws.json("12345", json(pairs, random), NOW)))
                        .as("of %s", pairs)
                        .isEqualTo(said(Raws.query("12345", query(pairs), NOW)));
            }
        });
    }

    /** All that was decoded but for the id that was made, or why it was refused. */
    private List<Object> said(RawEvent raw) {
        Decision decision = reader.read(HEADER, new PackReader.Item(0, raw, new byte[0], ""), place(), NOW);
        if (decision instanceof Decision.Refused refused) {
            return List.of(String.valueOf(refused.why()));
        }
        var candidate = ((Decision.Accepted) decision).candidate();
        Event event = candidate.event();
        event.setEventId("");
        event.setDedupId("");
        return List.of(event, new TreeSet<>(candidate.warnings().list()));
    }

    private static Origin place() {
        return new Origin("firstlight.raw", 3, 9, 0, new byte[0]);
    }

    private static Map<String, String> pairs(Random random) {
        Map<String, String> pairs = new LinkedHashMap<>();
        for (int i = random.nextInt(8); i >= 0; i--) {
            WireField field = WireField.values()[random.nextInt(WireField.values().length)];
            boolean isOwn = random.nextInt(4) == 0;
            pairs.put(
                    isOwn ? "own" + text(random, 6) : field.longName(),
                    isOwn ? text(random, 20) : value(field, random));
        }
        return pairs;
    }

    private static String value(WireField field, Random random) {
        if (random.nextInt(6) == 0) {
            return text(random, 20);
        }
        return switch (field.type()) {
            case EPOCH_MS, INTEGER, DECIMAL -> one(NUMBERS, random);
            case CURRENCY -> one(CURRENCIES, random);
            case FLAG -> one(FLAGS, random);
            case JSON -> array(random, 4);
            case TYPE -> one(List.of("click", "Click", "conversion", " page_view ", "no type", ""), random);
            case TEXT, IDENTITY -> random.nextInt(3) == 0 ? "ä".repeat(field.bytesMax() / 2 + 1) : text(random, 30);
        };
    }

    private static String array(Random random, int depth) {
        List<String> elements = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            elements.add(
                    switch (random.nextInt(depth == 0 ? 3 : 5)) {
                        case 0 -> one(List.of("0", "1.50", "-0", "1e2", "true", "null", "-1.5E-3"), random);
                        case 1 -> quoted(text(random, 8));
                        case 2 -> one(List.of("\"\\u00e4\"", "\"\\ud83d\\uded2\"", "\"\\/\"", "\"\\n\""), random);
                        case 3 -> array(random, depth - 1);
                        default -> "{ " + quoted("n" + text(random, 5)) + " : " + array(random, depth - 1) + "}";
                    });
        }
        return elements.stream().collect(Collectors.joining(random.nextBoolean() ? "," : " ,\n", "[", "]"));
    }

    private static String text(Random random, int lengthMax) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(lengthMax); i > 0; i--) {
            text.appendCodePoint(random.nextInt(10) == 0 ? 0x1F6D2 : LETTERS.charAt(random.nextInt(LETTERS.length())));
        }
        return text.toString();
    }

    private static String one(List<String> of, Random random) {
        return of.get(random.nextInt(of.size()));
    }

    private static String query(Map<String, String> pairs) {
        return pairs.entrySet().stream()
                .map(pair -> URLEncoder.encode(pair.getKey(), StandardCharsets.UTF_8) + "="
                        + URLEncoder.encode(pair.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
    }

    /** Values as texts, or, now and then, as what they would be in a program. */
    private static String json(Map<String, String> pairs, Random random) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
            json.writeStartObject();
            for (Map.Entry<String, String> pair : pairs.entrySet()) {
                String value = pair.getValue();
                json.writeFieldName(pair.getKey());
                boolean isArray = pair.getKey().equals("items") && value.startsWith("[") && value.endsWith("]");
                boolean isBare = JSON_NUMBER.matcher(value).matches() || value.equals("true");
                if (random.nextBoolean() && (isBare || isArray && isJson(value))) {
                    json.writeRawValue(value);
                } else {
                    json.writeString(value);
                }
            }
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }

    private static boolean isJson(String text) {
        try (var parser = new JsonFactory().createParser(text)) {
            while (parser.nextToken() != null) {
                parser.getText();
            }
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static String quoted(String text) {
        StringWriter out = new StringWriter();
        try (JsonGenerator json = new JsonFactory().createGenerator(out)) {
            json.writeString(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toString();
    }
}
