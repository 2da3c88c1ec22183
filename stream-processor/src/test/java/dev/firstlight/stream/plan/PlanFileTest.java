package dev.firstlight.stream.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A file → a plan, or all that is wrong with it, by lines. */
class PlanFileTest {

    @Test
    void shouldSayAllThatIsWrongAtOnceWithItsLine() {
        assertThat(Plans.problems("""
                        version: 2
                        unknown-types: ignore
                        error-margins: { reports: 0.02 }
                        goals: [purchase, purchase]
                        aliases:
                          Purchase: { type: order }
                        types:
                          Conversion: {}
                          click:
                            violation: refuse
                            goals: [signup]
                            properties:
                              val: decimal
                              id: string
                              price: number
                              shirt: { type: enum }
                              size: { type: integer, min: 5, max: 1.5 }
                              code: { type: pattern, pattern: "a(" }
                              note: { type: string, max-length: 0, min: 1 }
                              gift: { type: boolean, required: maybe }
                              gift: boolean
                        """))
                .containsExactly(
                        "line 1: version: 1 was expected; it is the only one there is",
                        "line 2: unknown-types is flag or refuse",
                        "line 3: an error margin is 0 or a percentage such as 2 %",
                        "line 4: the goal 'purchase' stands here for the second time",
                        "line 6: the alias 'purchase' stands for 'order', which is no type here",
                        "line 8: the type 'Conversion' is not 1 to 64 of a-z 0-9 _ . : -",
                        "line 10: 'violation' is not known here; known are"
                                + " [description, error-margins, goals, properties, violations]",
                        "line 11: 'signup' is no goal of the plan",
                        "line 13: 'val' is another key of 'value'; write that one",
                        "line 14: 'id' is not for planning: it decides before the plan is asked",
                        "line 15: a type alone is string, integer, decimal or boolean",
                        "line 16: type enum needs values: a list of at least one",
                        "line 17: max is less than min",
                        "line 17: max of an integer is an integer",
                        "line 18: no pattern as RE2 has them: missing closing )",
                        "line 19: 'min' is not known here; known are [description, max-length, pattern, required, type]",
                        "line 19: max-length is a number of characters from 1 to 99999",
                        "line 20: required is true or false",
                        "line 21: 'gift' stands here for the second time");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''                                    | empty",
                "'types: {'                            | line 1: no YAML: ",
                "'a: [1, 2'                            | line 1: no YAML: ",
                "'version: 1\n\ttypes: {}'             | line 2: no YAML: ",
                "'[]'                                  | line 1: a plan is a section of names and values",
                "'text'                                | line 1: a plan is a section of names and values",
                "'version: 1'                          | line 1: a plan has at least one type",
                "'version: 1\ntypes: [a]'              | line 2: types is a section of names and values",
                "'version: 1\ntypes: { a: b }'         | line 2: 'a' is a section of names and values",
                "'version: 1\n? [a]\n: b\ntypes: {a: }' | line 2: a name was expected",
                "'version: 1\ntypes: {a: }\n---\nb: c'  | line 3: no YAML: ",
                "'version: 1\nsites: {\"s s\": }\ntypes: {a: }'  | line 2: 's s' is not 1 to 64 of",
                "'version: 1\ntypes: {a: {goals: x}}'  | line 2: goals is a list",
                "'version: 1\ntypes: {a: {error-margins: {reports: 101 %}}}' | line 2: an error margin is at most 100 %",
                "'version: 1\ntypes: &t\n  a: &a\n    goals: []\n  b:\n    <<: *a' | line 6: merge keys"
            })
    void shouldSayWhatIsNoPlan(String yaml, String problem) {
        assertThat(Plans.problems(yaml)).isNotEmpty().first().asString().startsWith(problem);
    }

    @Test
    void shouldReadAllThatAPlanMaySay() {
        Plan plan = Plans.plan("""
                version: 1
                name: shop
                error-margins: { reports: 2 %, billing: 0 }
                types:
                  click: { error-margins: { reports: 0.5% } }
                  page_view: &empty
                  scroll: *empty
                """);

        assertThat(plan.name()).isEqualTo("shop");
        assertThat(plan.base().types()).containsOnlyKeys("click", "page_view", "scroll");
        assertThat(PlanOutline.rows(plan).get(1))
                .containsExactly("everywhere", "click", "", "", "", "billing 0 %, reports 0.5 %", "flag");
    }

    @Test
    void shouldTakeNoTagOfAClass() {
        assertThat(Plans.problems("version: 1\ntypes: !!javax.script.ScriptEngineManager [ ]\n"))
                .containsExactly(
                        "line 2: no YAML: Global tag is not allowed: tag:yaml.org,2002:javax.script.ScriptEngineManager");
    }

    @Test
    void shouldNotBeStoppedByAFileMadeForIt() {
        String laughs = "a0: &a0 [x]\n"
                + IntStream.range(1, 20)
                        .mapToObj(i -> "a" + i + ": &a" + i + " [" + ("*a" + (i - 1) + ",").repeat(9) + "x]\n")
                        .collect(Collectors.joining());

        assertThat(Plans.problems(laughs)).first().asString().contains("aliases");
        assertThat(Plans.problems("[".repeat(1_000))).first().asString().startsWith("no YAML: Nesting Depth");
        assertThat(Plans.problems("&a [*a]")).isNotEmpty();
        assertThat(Plans.problems("? &k { *k : 1 }\n: 2")).isNotEmpty();
        assertThat(Plans.problems("x".repeat(PlanFile.BYTES_MAX + 1))).containsExactly("longer than 1048576 bytes");
        assertThat(Plans.problems("version: 1\ntypes:\n"
                        + IntStream.range(0, 500)
                                .mapToObj(i -> "  T" + i + ":\n")
                                .collect(Collectors.joining())))
                .hasSize(PlanProblems.COUNT_MAX + 1);
    }

    @Test
    void shouldSayThatAFileIsNotThereOrNotText() {
        assertThat(PlanFile.read(Path.of("no-such-file.yaml")).problems())
                .containsExactly(new PlanProblem(0, "no such file, or not readable"));
        assertThat(PlanFile.read(new byte[] {'a', (byte) 0xff}).problems())
                .containsExactly(new PlanProblem(0, "not UTF-8"));
    }
}
