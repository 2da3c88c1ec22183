package dev.firstlight.stream.enrich.page;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Random;

/** Items as the decoder writes them, with addresses and secrets in all places of JSON. */
final class JsonTexts {

    private static final JsonFactory JSON = new JsonFactory();
    private static final List<String> NAMES =
            List.of("id", "name", "a b", "n\n", "x\"y", "api", "key", "to secretperson@mail.example", "q?token=hush");
    private static final List<String> SECRET_NAMES = List.of("password", "access_token", "user[pin]", "\\token");
    private static final List<String> TEXTS = List.of(
            "red",
            "",
            "\\",
            "\"",
            "a\nsecretperson@mail.example",
            "\u0001secretperson@mail.example\"b",
            "\tsecretperson%40mail.example\\",
            "\\secretperson@mail.example",
            "https://h.example/?token=hush\"&b=1",
            "https://h.example/;jsessionid=hush\\/b?c=d\\",
            "https://u\"x:hush@h.example/\n",
            "x%3Fpin%3Dhush",
            "{\"a\":[",
            "ü 鞋 🎄");

    private JsonTexts() {}

    static String items(Random random) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(text)) {
            json.writeStartArray();
            for (int i = random.nextInt(4); i >= 0; i--) {
                value(random, json, 3);
            }
            json.writeEndArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }

    private static void value(Random random, JsonGenerator json, int depth) throws IOException {
        switch (random.nextInt(depth == 0 ? 3 : 5)) {
            case 0 -> json.writeString(TEXTS.get(random.nextInt(TEXTS.size())));
            case 1 -> json.writeNumber(random.nextInt(100) + ".50");
            case 2 -> json.writeBoolean(random.nextBoolean());
            case 3 -> {
                json.writeStartArray();
                for (int i = random.nextInt(3); i > 0; i--) {
                    value(random, json, depth - 1);
                }
                json.writeEndArray();
            }
            default -> {
                json.writeStartObject();
                for (int i = random.nextInt(4); i > 0; i--) {
                    member(random, json, depth - 1);
                }
                json.writeEndObject();
            }
        }
    }

    private static void member(Random random, JsonGenerator json, int depth) throws IOException {
        if (random.nextInt(3) == 0) {
            json.writeFieldName(SECRET_NAMES.get(random.nextInt(SECRET_NAMES.size())));
            json.writeStartArray();
            json.writeString("hush");
            json.writeEndArray();
        } else {
            json.writeFieldName(NAMES.get(random.nextInt(NAMES.size())));
            value(random, json, depth);
        }
    }

    static boolean isJson(String text) {
        try {
            outline(text);
            return true;
        } catch (UncheckedIOException e) {
            return false;
        }
    }

    /** How many texts, names and numbers there are at the first level: scrubbing adds and takes away none. */
    static int outline(String text) {
        int values = 0;
        try (JsonParser parser = JSON.createParser(text)) {
            parser.nextToken();
            for (JsonToken token = parser.nextToken(); token != JsonToken.END_ARRAY; token = parser.nextToken()) {
                if (token == null) {
                    throw new IOException("it ends too early");
                }
                parser.skipChildren();
                values++;
            }
            if (parser.nextToken() != null) {
                throw new IOException("something follows");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return values;
    }
}
