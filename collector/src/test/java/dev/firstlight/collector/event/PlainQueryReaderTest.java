package dev.firstlight.collector.event;

import static dev.firstlight.collector.event.Facts.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firstlight.collector.event.PixelPolicy.ConsentPolicy;
import dev.firstlight.collector.event.PixelPolicy.GpcPolicy;
import dev.firstlight.collector.event.PixelPolicy.Status;
import dev.firstlight.collector.event.PlainQueryReader.Reading;
import dev.firstlight.runtime.Seeded;
import dev.firstlight.schema.DedupId;
import dev.firstlight.schema.EventSlices;
import dev.firstlight.schema.PackEncoder;
import dev.firstlight.schema.Refusal;
import dev.firstlight.schema.avro.DedupIdBytes;
import dev.firstlight.schema.avro.RawEvent;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The reader of plain queries beside the general one: it never stores what that would not, and never anything else. */
final class PlainQueryReaderTest {

    private static final int SEEDS = 1_000;
    private static final int QUERIES_A_SEED = 100;
    private static final PackEncoder.Header HEADER = new PackEncoder.Header(1, 2, 3, 4, 5, 6, 7, 8, Map.of());
    private static final Origins SHOP_ONLY = new Origins(List.of("https://shop.example"), false);

    private static final PixelPolicy.Registry PIXELS = new PixelPolicy.Registry(
            Map.of(
                    "asks", policy(ConsentPolicy.REQUIRED, GpcPolicy.RECORDED, Status.ACTIVE, Origins.ANY),
                    "heeds", policy(ConsentPolicy.ASSUMED, GpcPolicy.HONOURED, Status.ACTIVE, Origins.ANY),
                    "rests", policy(ConsentPolicy.ASSUMED, GpcPolicy.RECORDED, Status.PAUSED, Origins.ANY),
                    "retired", policy(ConsentPolicy.ASSUMED, GpcPolicy.RECORDED, Status.RETIRED, Origins.ANY),
                    "guarded", policy(ConsentPolicy.ASSUMED, GpcPolicy.RECORDED, Status.ACTIVE, SHOP_ONLY)),
            new PixelPolicy("", ConsentPolicy.ASSUMED, GpcPolicy.RECORDED));
    private static final List<String> NAMES =
            List.of("12345", "12345", "anybody-s", "asks", "heeds", "rests", "retired", "guarded");

    private final HitReader general = Readers.of(PIXELS);
    private final PlainQueryReader plain = new PlainQueryReader(new EventIds(), EventLimits.GREATEST);
    private final PixelTable table = new PixelTable(() -> {});
    private final EventSlices slices = new EventSlices();
    private final PackEncoder encoder = new PackEncoder();
    private long events;
    private long unusualEvents;
    private long unusualOthers;

    @Test
    void shouldStoreWhatTheGeneralReaderStoresByteForByteOrCallItUnusual() {
        Seeded.repeat(SEEDS, random -> {
            Queries queries = new Queries(random);
            for (int i = 0; i < QUERIES_A_SEED; i++) {
                String pixel = NAMES.get(random.nextInt(NAMES.size()));
                compare(random, pixel, queries.next(), random.nextInt(8) == 0);
            }
        });

        System.out.printf(
                "plain queries: %,d events alike; unusual: %,d events, %,d declined or refused%n",
                events, unusualEvents, unusualOthers);
        boolean isAlone = Long.getLong("seed") != null;
        if (!isAlone) {
            long all = SEEDS * QUERIES_A_SEED;
            assertThat(events + unusualEvents + unusualOthers).isEqualTo(all);
            assertThat(events).isGreaterThan(all / 8);
            assertThat(unusualEvents).isGreaterThan(all / 8);
            assertThat(unusualOthers).isGreaterThan(all / 8);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "&&",
                "=",
                "e",
                "e=click",
                "event=click&id=a",
                "e=click&eid=0198c1d2-3e4f-7a5b-8c6d-7e8f9a0b1c2d&url=https%3A%2F%2Fshop.example%2F&ti=Gr%C3%BC%C3%9Fe+du",
                "cs=granted%3Aads&gpc=1",
                "cs=not_required",
                "cs=unknown",
                "cs=G111",
                "cs=G1--",
                "cs=COvFyGBOvFyGBAbAAAENAPCAAOAAAAAAAAAAAEEUACCKAAA.IFoEUQQgAIQwgIwQABAEAAAAOIAACAIA",
                "e=conversion&goal=signup",
                "e=click&oid=1",
                "eid=first&eid=%41",
                "username=Shippy&company=Curalate"
            })
    void shouldReadWhatPagesSend(String query) {
        assertThat(compare(new Random(1), "12345", bytes(query), false)).isEqualTo(Reading.EVENT);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "%65=click",
                "a+b=1",
                "e=Click",
                "e=cl%69ck",
                "eid=%41",
                "eid=a+b",
                "eid=ä",
                "eid= a",
                "eid=a\u007f",
                "goal=%41",
                "oid=a+b",
                "gpc=%31",
                "cs=denied",
                "cs=%64enied",
                "cs=granted%",
                "cs=granted%78",
                "cs=G100",
                "cs=COvFyGBOvFyGBAbAAAENAPCAAAAAAAAAAAAAAEEUACCKAAA",
                "e=conversion&oid=1",
                "url=%4",
                "url=%zz",
                "url=%00",
                "url=a\0",
                "\0=1"
            })
    void shouldLeaveToTheGeneralReaderWhatIsNotPlain(String query) {
        assertThat(compare(new Random(1), "12345", bytes(query), false)).isEqualTo(Reading.UNUSUAL);
    }

    @Test
    void shouldHeedGlobalPrivacyControlWhereThePixelDoes() {
        assertThat(compare(new Random(1), "heeds", bytes("e=click"), true)).isEqualTo(Reading.UNUSUAL);
        assertThat(compare(new Random(1), "heeds", bytes("gpc=TRUE"), false)).isEqualTo(Reading.UNUSUAL);
        assertThat(compare(new Random(1), "heeds", bytes("gpc=0"), false)).isEqualTo(Reading.EVENT);
        assertThat(compare(new Random(1), "12345", bytes("gpc=1"), true)).isEqualTo(Reading.EVENT);
    }

    @Test
    void shouldStoreOnlyWhatSaysYesWhereConsentIsRequired() {
        assertThat(compare(new Random(1), "asks", bytes("e=click"), false)).isEqualTo(Reading.UNUSUAL);
        assertThat(compare(new Random(1), "asks", bytes("cs=unknown"), false)).isEqualTo(Reading.UNUSUAL);
        assertThat(compare(new Random(1), "asks", bytes("cs=grantedx"), false)).isEqualTo(Reading.UNUSUAL);
        assertThat(compare(new Random(1), "asks", bytes("cs=Granted:a"), false)).isEqualTo(Reading.EVENT);
        assertThat(compare(new Random(1), "asks", bytes("cs=G110"), false)).isEqualTo(Reading.EVENT);
    }

    @ParameterizedTest
    @CsvSource({"e,64", "event,64", "eid,64", "goal,64", "oid,128"})
    void shouldTakeIdentitiesUpToTheirWidth(String key, int width) {
        String widest = key + "=" + "i".repeat(width);

        assertThat(compare(new Random(1), "12345", bytes(widest), false)).isEqualTo(Reading.EVENT);
        assertThat(compare(new Random(1), "12345", bytes(widest + "i"), false)).isEqualTo(Reading.UNUSUAL);
    }

    @Test
    void shouldReadNoMoreThanTheGreatestEvent() {
        String most = "a=" + "b".repeat(65_534);

        assertThat(compare(new Random(1), "12345", bytes(most), false)).isEqualTo(Reading.EVENT);
        assertThat(compare(new Random(1), "12345", bytes(most + "b"), false)).isEqualTo(Reading.UNUSUAL);
    }

    private Reading compare(Random random, String pixel, byte[] query, boolean hasGpc) {
        byte[] userAgent = bytes("UA/" + random.nextInt());
        RequestFacts facts = new RequestFacts(
                Facts.NOW_MS + random.nextInt(), null, hasGpc, userAgent, null, null, null, null, null);
        // behind the query stands what would complete an escape that it cuts short
        byte[] request = concat(bytes("/" + pixel + "?"), query, bytes("41&cs=denied "), userAgent);
        int from = pixel.length() + 2;
        PlainPixel known = table.of(PIXELS, request, 1, 1 + pixel.length());
        slices.userAgent.set(request, request.length - userAgent.length, userAgent.length);
        Reading reading = known == null
                ? Reading.UNUSUAL
                : plain.read(request, from, from + query.length, known, hasGpc, facts.receivedAtMs(), slices);

        Hit hit = generally(pixel, query, facts);
        switch (reading) {
            case EVENT -> {
                assertThat(packed(Readers.event(hit).raw())).isEqualTo(packedSlices());
                events++;
            }
            case UNUSUAL -> {
                unusualEvents += hit instanceof Hit.Event ? 1 : 0;
                unusualOthers += hit instanceof Hit.Event ? 0 : 1;
            }
        }
        return reading;
    }

    private Hit generally(String pixel, byte[] query, RequestFacts facts) {
        Refusal barred = PIXELS.refusal(pixel);
        return barred == null ? general.readQuery(pixel, query, facts) : new Hit.Refused(barred, "", null);
    }

    private byte[] packedSlices() {
        encoder.begin(HEADER);
        encoder.append(slices);
        return encoder.finish();
    }

    /** With the id that the plain reader made, where both made one: it is the one thing that is random. */
    private byte[] packed(RawEvent raw) {
        if (raw.getEventIdMade()) {
            String made = text(slices.eventId.array(), slices.eventId.from(), slices.eventId.length());
            assertThat(UUID.fromString(made).version()).isEqualTo(7);
            assertThat(UUID.fromString(made).getMostSignificantBits() >>> 16).isEqualTo(raw.getReceivedAt());
            raw.setEventId(made);
            raw.setDedupId(
                    new DedupIdBytes(DedupId.ofEvent(raw.getPixelId(), made).bytes()));
        }
        encoder.begin(HEADER);
        encoder.append(raw);
        return encoder.finish();
    }

    private static String text(byte[] array, int from, int length) {
        return new String(array, from, length, StandardCharsets.US_ASCII);
    }

    private static byte[] concat(byte[]... parts) {
        int length = Arrays.stream(parts).mapToInt(part -> part.length).sum();
        byte[] all = new byte[length];
        int at = 0;
        for (byte[] part : parts) {
            System.arraycopy(part, 0, all, at, part.length);
            at += part.length;
        }
        return all;
    }

    private static PixelPolicy policy(ConsentPolicy consent, GpcPolicy gpc, Status status, Origins origins) {
        return new PixelPolicy("shop", consent, gpc, status, origins);
    }
}
