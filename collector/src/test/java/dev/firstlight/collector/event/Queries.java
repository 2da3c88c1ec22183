package dev.firstlight.collector.event;

import dev.firstlight.schema.WireField;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/** Makes queries as trackers, templates, shops and attackers send them: mostly plain, each now and then hostile in one of many ways. */
final class Queries {

    private static final List<String> TYPES = List.of(
            "page_view",
            "click",
            "click",
            "impression",
            "conversion",
            "email_open",
            "a.b:c-9",
            "Click",
            "cli ck",
            "",
            "x".repeat(64),
            "x".repeat(65),
            "conversio",
            "conversion2");
    private static final List<String> CONSENTS = List.of(
            "granted",
            "granted",
            "granted:ads",
            "granted;%zz",
            "granted%2Cads",
            "granted%78",
            "granted%2z",
            "grantedx",
            "granted+ads",
            "not-required%3A",
            "G111",
            "G100",
            "G1-0",
            "G1--",
            "G112",
            "%47100",
            "COvFyGBOvFyGBAbAAAENAPCAAAAAAAAAAAAAAEEUACCKAAA",
            "COvFyGBOvFyGBAbAAAENAPCAAAAAAAAAAAAAAEEUACCKAAA!",
            "COvFyGBOvFyGBAbAAAENAPCAAOAAAAAAAAAAAEEUACCKAAA.IFoEUQQgAIQ",
            "COvFyGBOvFyGBAbAAAENAPCAAAAAAAAAAAAAAEEUACCKAAA." + "A".repeat(208) + "!",
            "granted%3Aads%2Cstats",
            "granted:%zz",
            "GRANTED:x",
            "grante",
            "not-required",
            "NOT-Required",
            "not\rrequired",
            "not_required",
            "unknown",
            "denied",
            "Denied:all",
            "%64enied",
            "+denied",
            " denied",
            "\u00a0denied",
            "\u2003denied",
            "den\u0131ed",
            "den",
            "");
    private static final List<String> FLAGS =
            List.of("1", "0", "true", "TRUE", "tru%65", "false", "yes", "+1", "", "1 ");
    private static final List<String> ORDERS = List.of(
            "A-1001", "0", "000", "null", "{{order_id}}", "%7B%7Bid%7D%7D", "undefined", "ö1", "", "o".repeat(129));
    private static final List<String> ODD = List.of(
            "",
            "%",
            "%4",
            "%4g",
            "%00",
            "a%00b",
            "\0",
            "%41",
            "a+b",
            "a b",
            "\tx",
            "x\u007f",
            "ä",
            "e\u0301",
            "\uD83D\uDED2",
            "%E2%82%AC",
            "%ff",
            "=",
            "a=b=c",
            "{{event_id}}",
            "[object Object]",
            "${id}",
            "?",
            "#top",
            "%2500");
    private static final List<String> NEAR_KEYS = List.of(
            "E",
            "Eid",
            "eventt",
            "even",
            "evnt",
            "p.e",
            "p.eid",
            "p.",
            "p.consent",
            "consents",
            "order_i",
            "order_idd",
            "orderid",
            "%65",
            "e%69d",
            "+e",
            "e+",
            "e ",
            " e",
            "ę",
            "e\u0301",
            "",
            "\0e",
            "e\0",
            "xxxxxxxxe",
            "oorder_id");

    private final Random random;

    Queries(Random random) {
        this.random = random;
    }

    byte[] next() {
        ByteArrayOutputStream query = new ByteArrayOutputStream();
        for (int pairs = random.nextInt(10); pairs > 0; pairs--) {
            addPair(query);
            if (!isOneIn(40)) {
                query.write('&');
            }
            if (isOneIn(30)) {
                query.write('&');
            }
        }
        if (isOneIn(1_000)) {
            add(query, "pad=" + "y".repeat(65_500 + random.nextInt(60)));
        }
        byte[] bytes = query.toByteArray();
        if (bytes.length > 0 && isOneIn(20)) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
        }
        return bytes;
    }

    private void addPair(ByteArrayOutputStream query) {
        if (isOneIn(12)) {
            add(query, one(NEAR_KEYS));
            add(query, isOneIn(4) ? "" : "=" + value());
            return;
        }
        WireField field = isOneIn(3) ? WireField.values()[random.nextInt(WireField.values().length)] : edgeField();
        add(query, nameOf(field));
        if (!isOneIn(40)) {
            add(query, "=" + (isOneIn(25) ? one(ODD) : valueOf(field)));
        }
    }

    private WireField edgeField() {
        WireField[] often = {
            WireField.TYPE,
            WireField.TYPE,
            WireField.ID,
            WireField.ID,
            WireField.GOAL,
            WireField.ORDER_ID,
            WireField.CONSENT,
            WireField.GPC
        };
        return often[random.nextInt(often.length)];
    }

    private String nameOf(WireField field) {
        if (!field.aliases().isEmpty() && isOneIn(3)) {
            return one(field.aliases());
        }
        String name = isOneIn(2) ? field.longName() : field.key();
        return isOneIn(60) ? name.toUpperCase(Locale.ROOT) : name;
    }

    private String valueOf(WireField field) {
        return switch (field) {
            case TYPE -> isOneIn(2) ? "click" : one(TYPES);
            case CONSENT -> isOneIn(2) ? "granted" : one(CONSENTS);
            case GPC -> one(FLAGS);
            case ORDER_ID -> one(ORDERS);
            case ID -> isOneIn(30) ? "i".repeat(62 + random.nextInt(5)) : "id-" + random.nextInt(1_000);
            case GOAL -> isOneIn(30) ? "g".repeat(62 + random.nextInt(5)) : "signup";
            default -> value();
        };
    }

    private String value() {
        return switch (random.nextInt(12)) {
            case 0 -> one(ODD);
            case 1 -> "https%3A%2F%2Fshop.example%2Fa%3Fb%3Dc";
            case 2 -> "two+words";
            case 3 -> "v".repeat(random.nextInt(300));
            case 4 -> "Grüße";
            default -> Integer.toString(random.nextInt());
        };
    }

    private boolean isOneIn(int times) {
        return random.nextInt(times) == 0;
    }

    private String one(List<String> of) {
        return of.get(random.nextInt(of.size()));
    }

    private static void add(ByteArrayOutputStream query, String text) {
        query.writeBytes(text.getBytes(StandardCharsets.UTF_8));
    }
}
