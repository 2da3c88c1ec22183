package dev.firstlight.standalone.cli;

import dev.firstlight.schema.Identity;
import dev.firstlight.schema.Payload;
import dev.firstlight.schema.QueryPayload;
import dev.firstlight.schema.Refusal;
import dev.firstlight.schema.Utf8;
import dev.firstlight.schema.WireField;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code explain URL}: how each key of a pixel URL is understood, and what makes the event the same as another. Needs nothing that runs. */
@Command(
        name = "explain",
        description = "How each key of a pixel URL is understood, and what identifies the event.",
        mixinStandardHelpOptions = true)
public final class ExplainCommand implements Callable<Integer> {

    private static final Pattern PATH = Pattern.compile("/([A-Za-z0-9_-]{1,64})/[^/]+");

    @Parameters(paramLabel = "URL", description = "As fired: http://…/12345/pixel.png?…")
    String url = "";

    @Option(names = "--site", description = "The pixel's site, when it is not the pixel itself.", paramLabel = "SITE")
    @Nullable
    String site;

    @Option(names = "--partitions", description = "Partitions of firstlight.raw.", defaultValue = "6")
    int partitions;

    @Spec
    CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        if (partitions < 1) {
            throw new Sentence(2, "--partitions is at least 1");
        }
        int fragment = url.indexOf('#'); // browsers never send it
        url = fragment < 0 ? url : url.substring(0, fragment);
        int question = url.indexOf('?');
        String pixel = pixel(question < 0 ? url : url.substring(0, question));
        String query = question < 0 ? "" : url.substring(question + 1);
        Payload payload = QueryPayload.read(query.getBytes(StandardCharsets.UTF_8));
        Refusal refusal = payload.refusal();
        if (refusal != null) {
            throw new Sentence(1, "refused as " + refusal.wireName() + ": " + payload.refusalDetail());
        }
        Table table = new Table().row(List.of("column", "key", "value", "note"));
        table.row(List.of("pixel_id", "(path)", pixel, ""));
        for (Map.Entry<WireField, String> field : payload.fields().entrySet()) {
            table.row(List.of(
                    field.getKey().longName(),
                    field.getKey().key(),
                    field.getValue(),
                    note(field.getKey(), field.getValue())));
        }
        payload.properties()
                .forEach((name, value) -> table.row(List.of("properties." + name, name, value, "custom property")));
        spec.commandLine().getOut().print(table);
        payload.warnings().forEach(warning -> spec.commandLine().getOut().println("warning: " + warning));
        spec.commandLine().getOut().println(identity(pixel, payload));
        spec.commandLine().getOut().flush();
        return 0;
    }

    private String identity(String pixel, Payload payload) {
        String given = payload.normalised(WireField.TYPE);
        String type = given == null ? "page_view" : given.toLowerCase(Locale.ROOT);
        String eventId = payload.normalised(WireField.ID);
        String order = payload.normalised(WireField.ORDER_ID);
        boolean isOrder = type.equals(Identity.CONVERSION) && order != null && Identity.isUsableOrderId(order);
        if (!isOrder && eventId == null) {
            return "identity: none sent (eid), so the collector makes one and each request counts";
        }
        Identity identity = Identity.of(
                type,
                pixel,
                site == null ? pixel : site,
                eventId == null ? "" : eventId,
                payload.normalised(WireField.GOAL),
                order);
        return "identity: the " + identity.kind().name().toLowerCase(Locale.ROOT) + ", dedup_id "
                + identity.dedupId().hex() + ", partition " + identity.dedupId().partition(partitions) + " of "
                + partitions;
    }

    private static String note(WireField field, String value) {
        if (field == WireField.ORDER_ID && !Identity.isUsableOrderId(Identity.normalise(value))) {
            return "a placeholder, no order id: kept with a warning, not an identity";
        }
        return Utf8.length(value) > field.bytesMax() ? "longer than " + field.bytesMax() + " bytes" : field.meaning();
    }

    private static String pixel(String beforeQuery) {
        int authority = beforeQuery.indexOf("://");
        int slash = authority < 0 ? 0 : beforeQuery.indexOf('/', authority + 3);
        String path = slash < 0 ? "" : beforeQuery.substring(slash);
        Matcher matcher = PATH.matcher(path.startsWith("/") ? path : "/" + path);
        if (!matcher.matches()) {
            throw new Sentence(2, "no pixel URL; the path is /{pixel}/pixel.png with {pixel} of A-Z a-z 0-9 _ -");
        }
        return matcher.group(1);
    }
}
