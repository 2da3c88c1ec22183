package dev.firstlight.standalone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstlight.standalone.FirstlightCommand;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PlanCommandTest {

    private static final String SHOP = "../plan/shop.yaml";

    @TempDir
    Path directory;

    private final StringWriter out = new StringWriter();

    @Test
    void shouldShowWhatAPlanSays() {
        assertThat(run("plan", "check", SHOP)).isZero();

        assertThat(out.toString())
                .containsPattern(
                        "everywhere +conversion +newsletter, purchase, signup +billing 0 %, reports 0.5 % +flag")
                .containsPattern("product_id\\* +text like ")
                .containsPattern("site shop-eu +\\(any other\\) +refuse")
                .containsPattern("everywhere +purchase += conversion +purchase")
                .contains("pixel shop-checkout")
                .contains("note: an event that an alias makes a conversion");
    }

    @Test
    void shouldSayAllThatIsWrongWithItsLines() throws IOException {
        Path file = Files.writeString(directory.resolve("bad.yaml"), "version: 1\ntypes:\n  Click:\n  a: { x: y }\n");

        assertThat(run("plan", "check", file.toString())).isEqualTo(1);
        assertThat(out.toString())
                .contains("bad.yaml is no tracking plan")
                .contains("  line 3: the type 'Click' is not")
                .contains("  line 4: 'x' is not known here");
        assertThat(run("plan", "check", directory.resolve("none.yaml").toString()))
                .isEqualTo(1);
        assertThat(out.toString()).contains("no such file");
    }

    @Test
    void shouldHoldAnEventAgainstThePlan() {
        assertThat(run(
                        "plan",
                        "check",
                        SHOP,
                        "--event",
                        "http://127.0.0.1:8080/12345/pixel.png?e=transaction&oid=A-1&val=5&cur=EUR"))
                .isZero();
        assertThat(out.toString()).contains("plan: as planned").contains("by an alias");

        assertThat(run("plan", "check", SHOP, "--event", "e=scroll")).isEqualTo(1);
        assertThat(out.toString()).contains("plan: kept and flagged, plan_unknown_type");

        assertThat(run("plan", "check", SHOP, "--event", "?e=conversion", "--pixel", "shop-checkout"))
                .isEqualTo(1);
        assertThat(out.toString())
                .contains(
                        "plan: refused as plan_violation (plan_missing:order_id, plan_missing:value, plan_missing:currency)");

        assertThat(run("plan", "check", SHOP, "--event", "e=scroll", "--site", "shop-eu"))
                .isEqualTo(1);
        assertThat(out.toString()).contains("plan: refused as plan_unknown_type");
    }

    @Test
    void shouldExplainAUrlKeyByKeyAndWhatThePlanSaysOfIt() {
        String url = "http://127.0.0.1:8080/12345/pixel.png?e=Purchase&eid=x&val=5.999&cur=eur&campain_id=7#top";

        assertThat(run("explain", url, "--plan", SHOP)).isZero();
        assertThat(out.toString())
                .containsPattern("val +value +decimal +5\\.999")
                .contains("near_miss:campaign_id")
                .contains("warning: minor_units:value")
                .contains("plan: as planned")
                .contains("identity: the event, dedup_id ");

        assertThat(run("explain", url)).isZero();
        assertThat(out.toString()).doesNotContain("plan:");
    }

    @Test
    void shouldExplainARefusalAndASilence() {
        assertThat(run("explain", "/12345/pixel.png?a=%zz")).isEqualTo(1);
        assertThat(out.toString()).contains("refused as query_malformed");
        assertThat(run("explain", "/12345/pixel.png?oid=" + "x".repeat(200))).isEqualTo(1);
        assertThat(out.toString()).contains("refused as identity_too_long");
        assertThat(run("explain", "/12345/pixel.png?cs=denied")).isEqualTo(1);
        assertThat(out.toString()).contains("declined");
        assertThat(run("explain", "/shop-checkout/pixel.png?e=conversion", "--plan", SHOP))
                .isEqualTo(1);
        assertThat(out.toString()).contains("refused as plan_violation: plan_missing:order_id");
        assertThat(run("explain", "no url")).isEqualTo(2);
    }

    private int run(String... arguments) {
        out.getBuffer().setLength(0);
        return FirstlightCommand.commandLine()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(out))
                .execute(arguments);
    }
}
