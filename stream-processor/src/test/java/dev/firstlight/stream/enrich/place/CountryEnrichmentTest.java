package dev.firstlight.stream.enrich.place;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstlight.schema.avro.Event;
import dev.firstlight.stream.enrich.Enrichment;
import dev.firstlight.stream.event.Warnings;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CountryEnrichmentTest {

    /** 198.18.0.0/15, the network for benchmarks (RFC 2544). */
    private static final int NETWORK = 198 << 24 | 18 << 16;

    @Test
    void shouldTellTheCountryOfAnAddressInTheFile() throws Exception {
        CountryEnrichment enrichment = enrichment(flat("CH"));

        assertThat(country(enrichment, "198.19.255.1")).isEqualTo("CH");
        assertThat(country(enrichment, "198.20.0.1")).isNull();
        assertThat(country(enrichment, "2001:db8::1")).isNull();
    }

    @Test
    void shouldReadMaxMindsOwnLayoutToo() throws Exception {
        byte[] inner = TinyMmdb.map(TinyMmdb.text("iso_code"), TinyMmdb.text("LI"));

        assertThat(country(enrichment(TinyMmdb.map(TinyMmdb.text("country"), inner)), "198.18.0.1"))
                .isEqualTo("LI");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "10.1.2.3",
                "172.16.0.1",
                "172.31.255.255",
                "192.168.1.1",
                "169.254.1.1",
                "0.0.0.0",
                "224.0.0.1",
                "::1",
                "::",
                "fe80::1",
                "fec0::1",
                "fc00::1",
                "fd12::1",
                "ff02::1"
            })
    void shouldNotAskForAddressesThatAreNoPublicHosts(String address) {
        CountryEnrichment never = new CountryEnrichment(() -> {
            throw new AssertionError("asked");
        });

        assertThat(country(never, address)).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "C", "CHE", "ch", "??"})
    void shouldLeaveOutWhatIsNoCountryCode(String code) throws Exception {
        assertThat(country(enrichment(flat(code)), "198.18.0.1")).isNull();
    }

    @Test
    void shouldLeaveTheCountryAbsentWithoutAnAddress() throws Exception {
        Event event = new Event();

        enrichment(flat("CH")).enrich(new Enrichment.Subject(null, null, 0), event, new Warnings());

        assertThat(event.getCountry()).isNull();
    }

    @Test
    void shouldFindTheBundledFile() throws Exception {
        try (InputStream in =
                Objects.requireNonNull(getClass().getClassLoader().getResourceAsStream(Countries.BUNDLED))) {
            PlaceFile<String> file = Countries.read(in);
            CountryEnrichment bundled = new CountryEnrichment(() -> file);

            assertThat(country(bundled, "8.8.8.8")).isEqualTo("US");
            assertThat(country(bundled, "2001:4860:4860::8888")).isEqualTo("US");
            assertThat(country(bundled, "192.168.0.1")).isNull();
        }
    }

    private static byte[] flat(String code) {
        return TinyMmdb.map(TinyMmdb.text("country_code"), TinyMmdb.text(code));
    }

    private static CountryEnrichment enrichment(byte[] record) throws IOException {
        PlaceFile<String> file = Countries.read(new ByteArrayInputStream(TinyMmdb.of(NETWORK, 15, record)));
        return new CountryEnrichment(() -> file);
    }

    private static @Nullable String country(CountryEnrichment enrichment, String address) {
        Event event = new Event();
        enrichment.enrich(new Enrichment.Subject(null, TestAddresses.bytes(address), 0), event, new Warnings());
        return event.getCountry();
    }
}
