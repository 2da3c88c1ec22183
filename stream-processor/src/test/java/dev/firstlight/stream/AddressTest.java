package dev.firstlight.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstlight.schema.AddressKeys;
import dev.firstlight.schema.DayKey;
import dev.firstlight.schema.Topic;
import dev.firstlight.schema.avro.Event;
import dev.firstlight.schema.avro.RawEvent;
import dev.firstlight.schema.avro.SealedAddress;
import dev.firstlight.schema.avro.SealedBytes;
import dev.firstlight.stream.enrich.Enrichment;
import dev.firstlight.stream.event.Warnings;
import dev.firstlight.stream.meter.StreamMeter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The address is opened for a moment, hashed, and never written anywhere. */
class AddressTest {

    private static final String ADDRESS = "203.0.113.77";
    private static final int DAY =
            (int) LocalDate.ofInstant(TestPipeline.START, ZoneOffset.UTC).toEpochDay();

    @TempDir
    Path directory;

    @BeforeEach
    void makeKey() throws IOException {
        Path file = AddressKeys.fileOf(directory.resolve("keys"), DAY);
        byte[] key = new byte[AddressKeys.FILE_BYTES];
        new Random(5).nextBytes(key);
        Files.createDirectories(file.getParent());
        Files.write(file, key);
    }

    @Test
    void shouldOpenTheAddressForTheEnrichmentsAndWriteItsHashOnly() throws Exception {
        List<InetAddress> asked = new ArrayList<>();
        Enrichment country = country(address -> {
            asked.add(address);
            return "CH";
        });
        try (TestPipeline pipeline = new TestPipeline(directory, country)) {
            DayKey key = Objects.requireNonNull(pipeline.keys.ofDay(DAY));
            long now = pipeline.clock.millis();

            pipeline.append(Raws.query("12345", "eid=first", now), sealed(pipeline, key, 1), sealed(pipeline, key, 2));

            List<Event> events = pipeline.events();
            assertThat(asked).containsExactly(InetAddress.getByName(ADDRESS), InetAddress.getByName(ADDRESS));
            assertThat(events.get(0).getIpHash()).isNull();
            assertThat(events.get(1).getIpHash()).isEqualTo(key.hash(bytes())).matches("[0-9a-f]{32}");
            assertThat(events.get(2).getIpHash()).isEqualTo(events.get(1).getIpHash());
            assertThat(events.get(1).getCountry()).isEqualTo("CH");
            assertThat(events)
                    .allSatisfy(event -> assertThat(event.getWarnings()).isEmpty());
        }
    }

    @Test
    void shouldLeaveTheAddressAbsentWithAWarningWhenItsKeyIsGone() throws Exception {
        try (TestPipeline pipeline = new TestPipeline(directory)) {
            RawEvent raw = sealed(pipeline, Objects.requireNonNull(pipeline.keys.ofDay(DAY)), 0);
            Files.delete(AddressKeys.fileOf(directory.resolve("keys"), DAY));
            pipeline.clock.advance(Duration.ofMinutes(2)); // until the key is looked at again

            pipeline.append(raw);

            assertThat(pipeline.events()).singleElement().satisfies(event -> {
                assertThat(event.getIpHash()).isNull();
                assertThat(event.getCountry()).isNull();
                assertThat(event.getWarnings()).containsExactly("address_key_gone");
            });
            assertThat(pipeline.meters.count(StreamMeter.ADDRESSES_WITHOUT_KEY)).isOne();
        }
    }

    @Test
    void shouldWriteTheAddressNowhereEvenWhenAnEnrichmentThrowsItAround() throws Exception {
        Enrichment careless = country(address -> {
            throw new IllegalStateException("no country for " + address.getHostAddress());
        });
        try (TestPipeline pipeline = new TestPipeline(directory, careless)) {
            DayKey key = Objects.requireNonNull(pipeline.keys.ofDay(DAY));
            RawEvent good = sealed(pipeline, key, 0);
            RawEvent poison = sealed(pipeline, key, 1);
            poison.setPixelId("no pixel");
            RawEvent refused = sealed(pipeline, key, 2);
            refused.setPayload(Raws.utf8("a=%zz"));

            pipeline.append(good, poison, refused);
            pipeline.advance(Duration.ofSeconds(1));

            List<TestRecord<byte[], byte[]>> written = new ArrayList<>();
            Stream.of(Topic.EVENTS, Topic.REJECTS, Topic.LEDGER)
                    .forEach(topic -> written.addAll(pipeline.records(topic)));
            assertThat(written)
                    .hasSizeGreaterThanOrEqualTo(5)
                    .allSatisfy(record -> assertHoldsNoAddress(record.value()));
            assertThat(pipeline.errorLines)
                    .singleElement()
                    .asString()
                    .contains("country", "IllegalStateException")
                    .doesNotContain(ADDRESS);
            assertThat(pipeline.meters.count(StreamMeter.ENRICHMENTS_FAILED)).isOne();
        }
        try (Stream<Path> files = Files.walk(directory.resolve("state"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                assertHoldsNoAddress(Files.readAllBytes(file));
            }
        }
    }

    /** Tells the country of an address by {@code countries}. */
    private static Enrichment country(Function<InetAddress, String> countries) {
        return new Enrichment() {
            @Override
            public String name() {
                return "country";
            }

            @Override
            public void enrich(Subject subject, Event event, Warnings warnings) {
                if (subject.address() != null) {
                    event.setCountry(countries.apply(host(subject.address())));
                }
            }
        };
    }

    private static RawEvent sealed(TestPipeline pipeline, DayKey key, int index) throws IOException {
        RawEvent raw = Raws.query("12345", "eid=" + index, pipeline.clock.millis());
        byte[] sealed = key.seal(bytes(), 7, 0, 0, pipeline.sequence() + index);
        raw.setAddress(new SealedAddress(DAY, new SealedBytes(sealed)));
        return raw;
    }

    private static InetAddress host(byte[] address) {
        try {
            return InetAddress.getByAddress(address);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The 16-byte form, v4 as v4-mapped v6. */
    private static byte[] bytes() throws IOException {
        byte[] bytes = new byte[16];
        bytes[10] = (byte) 0xff;
        bytes[11] = (byte) 0xff;
        System.arraycopy(InetAddress.getByName(ADDRESS).getAddress(), 0, bytes, 12, 4);
        return bytes;
    }

    private static void assertHoldsNoAddress(byte[] written) {
        String text = new String(written, StandardCharsets.ISO_8859_1);
        assertThat(text).as("as text").doesNotContain(ADDRESS).doesNotContain("cb00714d");
        assertThat(HexFormat.of().formatHex(written)).as("as bytes").doesNotContain("cb00714d");
    }
}
