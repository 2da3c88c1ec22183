package dev.firstlight.stream.enrich.place;

import dev.firstlight.schema.EventColumn;
import dev.firstlight.stream.enrich.ColumnText;
import dev.firstlight.stream.event.Warnings;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Region and city, by the English names of MaxMind's layout or the flat fields of the free files.
 *
 * @param warnings what every event from there is told; mostly none
 */
public record City(@Nullable String region, @Nullable String name, List<String> warnings) {

    /** @throws IOException when it is no file in MaxMind DB format */
    public static PlaceFile<City> file(InputStream in) throws IOException {
        return PlaceFile.read(in, City::read);
    }

    private static City read(MmdbData data, int at) {
        Warnings warnings = new Warnings();
        int subdivision = data.first(data.field(at, "subdivisions"));
        String region = firstOf(
                englishName(data, subdivision),
                data.text(data.field(at, "state1")),
                data.text(data.field(at, "region")));
        int city = data.field(at, "city");
        String name = firstOf(englishName(data, city), data.text(city), null);
        return new City(
                region == null ? null : ColumnText.fit(region, EventColumn.REGION, warnings),
                name == null ? null : ColumnText.fit(name, EventColumn.CITY, warnings),
                warnings.list());
    }

    private static @Nullable String englishName(MmdbData data, int at) {
        return data.text(data.field(data.field(at, "names"), "en"));
    }

    private static @Nullable String firstOf(@Nullable String first, @Nullable String second, @Nullable String third) {
        String found = first != null && !first.isBlank() ? first : second;
        String last = found != null && !found.isBlank() ? found : third;
        return last == null || last.isBlank() ? null : last;
    }
}
