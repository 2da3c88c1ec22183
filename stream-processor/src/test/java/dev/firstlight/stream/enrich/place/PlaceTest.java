package dev.firstlight.stream.enrich.place;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstlight.schema.avro.Event;
import dev.firstlight.stream.enrich.AddressRanges;
import dev.firstlight.stream.enrich.Enrichment;
import dev.firstlight.stream.event.Warnings;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Region, city, network and the operator's own addresses. */
class PlaceTest {

    private static final int NETWORK = 198 << 24 | 18 << 16;

    private final Event event = new Event();
    private final Warnings warnings = new Warnings();

    @Test
    void shouldTellRegionAndCityOfMaxMindsLayout() throws Exception {
        city(TinyMmdb.map(
                        TinyMmdb.text("city"),
                        named("Zürich"),
                        TinyMmdb.text("subdivisions"),
                        TinyMmdb.array(named("Canton of Zurich"), named("District"))))
                .enrich(at("198.18.0.1"), event, warnings);

        assertThat(event.getRegion()).isEqualTo("Canton of Zurich");
        assertThat(event.getCity()).isEqualTo("Zürich");
        assertThat(warnings.list()).isEmpty();
    }

    @Test
    void shouldTellRegionAndCityOfFlatFilesToo() throws Exception {
        city(TinyMmdb.map(
                        TinyMmdb.text("state1"),
                        TinyMmdb.text("Tirol"),
                        TinyMmdb.text("city"),
                        TinyMmdb.text("Innsbruck")))
                .enrich(at("198.18.0.1"), event, warnings);

        assertThat(event.getRegion()).isEqualTo("Tirol");
        assertThat(event.getCity()).isEqualTo("Innsbruck");
    }

    @Test
    void shouldLeaveAbsentWhatTheFileDoesNotSay() throws Exception {
        CityEnrichment cities = city(TinyMmdb.map(TinyMmdb.text("city"), TinyMmdb.text(" ")));

        cities.enrich(at("198.18.0.1"), event, warnings);
        cities.enrich(at("203.0.113.1"), event, warnings);
        cities.enrich(at(null), event, warnings);

        assertThat(event.getCity()).isNull();
        assertThat(event.getRegion()).isNull();
    }

    @Test
    void shouldCutNamesThatAreWiderThanTheirColumnEachTimeWithAWarning() throws Exception {
        CityEnrichment cities = city(TinyMmdb.map(TinyMmdb.text("city"), TinyMmdb.text("ü".repeat(90))));

        cities.enrich(at("198.18.0.1"), event, warnings);
        Warnings again = new Warnings();
        cities.enrich(at("198.18.0.1"), event, again);

        assertThat(event.getCity()).isEqualTo("ü".repeat(64));
        assertThat(warnings.list()).containsExactly("truncated:city");
        assertThat(again.list()).containsExactly("truncated:city");
    }

    @Test
    void shouldTellTheNetworkAndWhoRunsIt() throws Exception {
        network(TinyMmdb.map(
                        TinyMmdb.text("autonomous_system_number"),
                        TinyMmdb.number(64_500),
                        TinyMmdb.text("autonomous_system_organization"),
                        TinyMmdb.text("Example Net")))
                .enrich(at("198.18.0.1"), event, warnings);

        assertThat(event.getAsn()).isEqualTo(64_500);
        assertThat(event.getIsp()).isEqualTo("Example Net");
    }

    @Test
    void shouldPreferTheProviderToTheOrganisationAndKnowNoNetworkZero() throws Exception {
        network(TinyMmdb.map(
                        TinyMmdb.text("autonomous_system_number"),
                        TinyMmdb.number(0),
                        TinyMmdb.text("autonomous_system_organization"),
                        TinyMmdb.text("Example Net"),
                        TinyMmdb.text("isp"),
                        TinyMmdb.text("Example Fibre")))
                .enrich(at("198.18.0.1"), event, warnings);

        assertThat(event.getAsn()).isNull();
        assertThat(event.getIsp()).isEqualTo("Example Fibre");
    }

    @Test
    void shouldMarkWhatComesFromTheOperatorsOwnNetworks() {
        InternalEnrichment internal = new InternalEnrichment(AddressRanges.of("10.0.0.0/8", "2001:db8::/32"));

        assertThat(isInternal(internal, "10.1.2.3")).isTrue();
        assertThat(isInternal(internal, "2001:db8::7")).isTrue();
        assertThat(isInternal(internal, "11.1.2.3")).isFalse();
        assertThat(isInternal(internal, null)).isFalse();
    }

    @Test
    void shouldLeaveTestAsTheClientSaidIt() {
        event.setTest(true);

        new InternalEnrichment(AddressRanges.NONE).enrich(at("10.1.2.3"), event, warnings);

        assertThat(event.getTest()).isTrue();
        assertThat(event.getInternal()).isFalse();
    }

    private boolean isInternal(InternalEnrichment internal, @Nullable String address) {
        internal.enrich(at(address), event, warnings);
        return event.getInternal();
    }

    private static Enrichment.Subject at(@Nullable String address) {
        return new Enrichment.Subject(null, address == null ? null : TestAddresses.bytes(address), 0);
    }

    private static CityEnrichment city(byte[] record) throws IOException {
        PlaceFile<City> file = City.file(new ByteArrayInputStream(TinyMmdb.of(NETWORK, 15, record)));
        return new CityEnrichment(() -> file);
    }

    private static NetworkEnrichment network(byte[] record) throws IOException {
        PlaceFile<Network> file = Network.file(new ByteArrayInputStream(TinyMmdb.of(NETWORK, 15, record)));
        return new NetworkEnrichment(() -> file);
    }

    private static byte[] named(String name) {
        byte[] names =
                TinyMmdb.map(TinyMmdb.text("de"), TinyMmdb.text("anders"), TinyMmdb.text("en"), TinyMmdb.text(name));
        return TinyMmdb.map(TinyMmdb.text("names"), names);
    }
}
