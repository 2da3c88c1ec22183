package dev.firstlight.stream;

import dev.firstlight.runtime.CannotStartException;
import dev.firstlight.runtime.ErrorLog;
import dev.firstlight.runtime.Meters;
import dev.firstlight.runtime.Service;
import dev.firstlight.schema.AddressKeys;
import dev.firstlight.stream.enrich.AddressRanges;
import dev.firstlight.stream.enrich.EnrichConfig;
import dev.firstlight.stream.enrich.Enrichment;
import dev.firstlight.stream.enrich.FileWatch;
import dev.firstlight.stream.enrich.NetworkLines;
import dev.firstlight.stream.enrich.WatchedFile;
import dev.firstlight.stream.enrich.agent.BotEnrichment;
import dev.firstlight.stream.enrich.agent.BotList;
import dev.firstlight.stream.enrich.agent.UserAgentEnrichment;
import dev.firstlight.stream.enrich.commerce.CommerceConfig;
import dev.firstlight.stream.enrich.commerce.CommerceEnrichments;
import dev.firstlight.stream.enrich.commerce.RateFile;
import dev.firstlight.stream.enrich.page.PageEnrichments;
import dev.firstlight.stream.enrich.place.AddressHash;
import dev.firstlight.stream.enrich.place.City;
import dev.firstlight.stream.enrich.place.CityEnrichment;
import dev.firstlight.stream.enrich.place.Countries;
import dev.firstlight.stream.enrich.place.CountryEnrichment;
import dev.firstlight.stream.enrich.place.InternalEnrichment;
import dev.firstlight.stream.enrich.place.Network;
import dev.firstlight.stream.enrich.place.NetworkEnrichment;
import dev.firstlight.stream.enrich.place.PlaceFile;
import dev.firstlight.stream.meter.StreamMeter;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * All enrichments in their order, each made only when it is switched on and has what it needs. The order matters once: the bot flag reads
 * the device class that the user agent gave.
 *
 * <p>The operator's files are watched; the bundled ones are as this version brings them.
 */
final class Enrichments {

    private static final Duration STOP_WITHIN = Duration.ofSeconds(5);

    private final EnrichConfig config;
    private final Service service;
    private final Meters meters;
    private final ErrorLog errors;
    private final FileWatch watch;
    private final List<Enrichment> made = new ArrayList<>();

    private Enrichments(EnrichConfig config, Service service, Meters meters, ErrorLog errors) {
        this.config = config;
        this.service = service;
        this.meters = meters;
        this.errors = errors;
        this.watch = service.own("file-watch", STOP_WITHIN, new FileWatch());
    }

    /**
     * Makes them; what they hold open is the service's to close.
     *
     * @throws CannotStartException when a file of the operator's cannot be used
     */
    static List<Enrichment> of(
            StreamProcessorConfig config, AddressKeys keys, Service service, Meters meters, ErrorLog errors) {
        Enrichments enrichments = new Enrichments(config.enrich(), service, meters, errors);
        enrichments.addAgent();
        enrichments.addPlace(keys);
        enrichments.made.addAll(PageEnrichments.of(config.page()));
        enrichments.addCommerce(config.commerce());
        return enrichments.made;
    }

    private void addAgent() {
        if (config.isOn("user-agent")) { // loads while Kafka is awaited
            boolean isUsingHints = config.isOn("client-hints");
            made.add(service.own(
                    "user-agents",
                    STOP_WITHIN,
                    new UserAgentEnrichment(config.userAgentCacheEntries(), isUsingHints, meters, errors)));
        }
        if (config.isOn("bot")) {
            addBot();
        }
    }

    private void addBot() {
        int entries = config.userAgentCacheEntries();
        Supplier<BotList> found = file(config.botListFile(), BotList.BUNDLED, in -> BotList.read(in, entries));
        if (found == null) {
            errors.report("no list of crawlers is bundled here and bot.list-file is not set: nothing is a bot by it");
        }
        Supplier<BotList> list = found == null ? () -> BotList.NONE : found;
        Path file = config.dataCentreFile();
        Supplier<AddressRanges> dataCentres =
                file == null ? () -> AddressRanges.NONE : watched(file, NetworkLines::read);
        meters.gauge(StreamMeter.BOT_PATTERNS, () -> list.get().size());
        meters.gauge(StreamMeter.DATA_CENTRE_RANGES, () -> dataCentres.get().size());
        made.add(new BotEnrichment(list, dataCentres, meters));
    }

    private void addPlace(AddressKeys keys) {
        if (config.isOn("internal")) {
            made.add(new InternalEnrichment(config.internal()));
        }
        if (config.isOn("country")) {
            addCountry();
        }
        Path cityFile = config.cityFile();
        if (cityFile != null && config.isOn("city")) {
            Supplier<PlaceFile<City>> cities = watched(cityFile, City::file);
            meters.gauge(StreamMeter.CITY_FILE_EPOCH_SECONDS, () -> cities.get().builtAtSeconds());
            made.add(new CityEnrichment(cities));
        }
        Path networkFile = config.networkFile();
        if (networkFile != null && config.isOn("network")) {
            Supplier<PlaceFile<Network>> networks = watched(networkFile, Network::file);
            meters.gauge(
                    StreamMeter.NETWORK_FILE_EPOCH_SECONDS, () -> networks.get().builtAtSeconds());
            made.add(new NetworkEnrichment(networks));
        }
        if (config.isOn("ip-hash")) {
            made.add(new AddressHash(keys));
        }
    }

    private void addCountry() {
        Supplier<PlaceFile<String>> countries = file(config.countryFile(), Countries.BUNDLED, Countries::read);
        if (countries == null) {
            errors.report("no country file is bundled here and country.file is not set: country stays absent");
            return;
        }
        meters.gauge(
                StreamMeter.COUNTRY_FILE_EPOCH_SECONDS, () -> countries.get().builtAtSeconds());
        made.add(new CountryEnrichment(countries));
    }

    private void addCommerce(CommerceConfig commerce) {
        RateFile rates = service.own("rates", STOP_WITHIN, RateFile.open(commerce, meters, errors));
        made.addAll(CommerceEnrichments.of(commerce, rates));
    }

    /** The operator's file, else the bundled one, else none. */
    private <T> @Nullable Supplier<T> file(@Nullable Path file, String bundled, WatchedFile.Reader<T> reader) {
        if (file != null) {
            return watched(file, reader);
        }
        try (InputStream in = Enrichments.class.getClassLoader().getResourceAsStream(bundled)) {
            if (in == null) {
                return null;
            }
            T content = reader.read(in);
            return () -> content;
        } catch (IOException e) {
            throw new CannotStartException("the bundled file " + bundled + " is damaged", e);
        }
    }

    private <T> Supplier<T> watched(Path file, WatchedFile.Reader<T> reader) {
        return watch.watch(new WatchedFile<>(file, reader, meters, errors));
    }
}
