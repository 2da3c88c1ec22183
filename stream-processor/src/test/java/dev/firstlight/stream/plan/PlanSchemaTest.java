package dev.firstlight.stream.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstlight.stream.event.Warnings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The schema that editors take, the example, and the reader say the same. */
class PlanSchemaTest {

    private static final Path PLANS = Path.of("../deploy/plan");

    @Test
    void shouldTakeTheExampleOfAShopByReaderAndSchema() throws IOException {
        String shop = Files.readString(PLANS.resolve("shop.yaml"));

        assertThat(Plans.problems(shop)).isEmpty();
        assertThat(schema().problems(load(shop))).isEmpty();
    }

    @Test
    void shouldSayOfTheExampleWhatItsCommentsSay() throws IOException {
        Plan shop = Plans.plan(Files.readString(PLANS.resolve("shop.yaml")));

        var order = Plans.event("transaction", Map.of("gift", "1"));
        assertThat(shop.judge(order, "Transaction", new Warnings()).findings()).isEmpty();
        assertThat(order.getType()).isEqualTo("conversion");
        assertThat(order.getGoal()).isEqualTo("purchase");
        var checkout = Plans.event("shop-checkout", "shop-eu", "conversion", Map.of());
        assertThat(shop.judge(checkout, null, new Warnings()).detail())
                .isEqualTo("plan_missing:order_id, plan_missing:value, plan_missing:currency");
        var unknown = Plans.event("another", "shop-eu", "scroll", Map.of());
        assertThat(shop.judge(unknown, null, new Warnings()).refusal()).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "version: 2\ntypes: { a: }",
                "types: { a: }",
                "version: 1",
                "version: 1\ntypes: { }",
                "version: 1\ntypes: { A: }",
                "version: 1\ntypes: [a]",
                "version: 1\ntypes: { a: b }",
                "version: 1\ntypes: { a: { colour: red } }",
                "version: 1\ncolour: red\ntypes: { a: }",
                "version: 1\nunknown-types: ignore\ntypes: { a: }",
                "version: 1\ntypes: { a: { violations: 1 } }",
                "version: 1\ntypes: { a: }\ngoals: [x, x]",
                "version: 1\ntypes: { a: }\ngoals: ['']",
                "version: 1\ntypes: { a: }\nerror-margins: { reports: 2 }",
                "version: 1\ntypes: { a: }\nerror-margins: { reports: 101 % }",
                "version: 1\ntypes: { a: }\nerror-margins: { Reports: 1 % }",
                "version: 1\ntypes: { a: }\naliases: { b: a }",
                "version: 1\ntypes: { a: }\naliases: { b: { goal: x } }",
                "version: 1\ntypes: { a: }\naliases: { 'b c': { type: a } }",
                "version: 1\ntypes: { a: }\nsites: { 's s': }",
                "version: 1\ntypes: { a: }\npixels: { p: { goals: [] } }",
                "version: 1\ntypes: { a: { properties: { x: number } } }",
                "version: 1\ntypes: { a: { properties: { id: string } } }",
                "version: 1\ntypes: { a: { properties: { e: string } } }",
                "version: 1\ntypes: { a: { properties: { x: { type: date } } } }",
                "version: 1\ntypes: { a: { properties: { x: { type: enum } } } }",
                "version: 1\ntypes: { a: { properties: { x: { type: enum, values: [] } } } }",
                "version: 1\ntypes: { a: { properties: { x: { type: pattern } } } }",
                "version: 1\ntypes: { a: { properties: { x: { type: integer, min: 1.5 } } } }",
                "version: 1\ntypes: { a: { properties: { x: { type: decimal, min: low } } } }",
                "version: 1\ntypes: { a: { properties: { x: { type: boolean, min: 1 } } } }",
                "version: 1\ntypes: { a: { properties: { x: { type: string, max-length: 0 } } } }",
                "version: 1\ntypes: { a: { properties: { x: { required: maybe } } } }"
            })
    void shouldRefuseByReaderAndSchemaWhatIsNoPlan(String yaml) throws IOException {
        assertThat(Plans.problems(yaml)).isNotEmpty();
        assertThat(schema().problems(load(yaml))).isNotEmpty();
    }

    private static JsonSchema schema() throws IOException {
        return new JsonSchema(load(Files.readString(PLANS.resolve("tracking-plan.schema.json"))));
    }

    private static Object load(String yaml) {
        return new Yaml(new SafeConstructor(new LoaderOptions())).load(yaml);
    }
}
