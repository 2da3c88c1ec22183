package dev.firstlight.stream.enrich.place;

import dev.firstlight.schema.EventColumn;
import dev.firstlight.stream.enrich.ColumnText;
import dev.firstlight.stream.event.Warnings;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The autonomous system of an address and who runs it, by the fields of MaxMind's ASN and ISP files and of those that follow them.
 *
 * @param asn its number, or none
 * @param isp the provider's name where the file has it, else the system's organisation
 * @param warnings what every event from there is told; mostly none
 */
public record Network(@Nullable Long asn, @Nullable String isp, List<String> warnings) {

    /** Numbers of autonomous systems have 32 bits (RFC 6793). */
    private static final long ASN_MAX = 0xffff_ffffL;

    /** @throws IOException when it is no file in MaxMind DB format */
    public static PlaceFile<Network> file(InputStream in) throws IOException {
        return PlaceFile.read(in, Network::read);
    }

    private static Network read(MmdbData data, int at) {
        Warnings warnings = new Warnings();
        long asn = data.number(data.field(at, "autonomous_system_number"));
        String isp = data.text(data.field(at, "isp"));
        String name = isp == null ? data.text(data.field(at, "autonomous_system_organization")) : isp;
        return new Network(
                asn > 0 && asn <= ASN_MAX ? asn : null,
                name == null || name.isBlank() ? null : ColumnText.fit(name, EventColumn.ISP, warnings),
                warnings.list());
    }
}
