package dev.firstlight.standalone.redshift;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.events.AliasEvent;

/** The schedule as a stack of CloudFormation, against the migrations that it calls and the README that says what it does. */
final class ScheduleTest {

    private static final Path FILE = Redshift.FOLDER.resolve("schedule.yaml");
    private static final String SCHEDULE = "AWS::Scheduler::Schedule";
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern CALL = Pattern.compile("CALL firstlight\\.(\\w+)\\((.*)\\)");
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{(\\w+)}");

    private final JsonNode template = read();
    private final JsonNode resources = template.path("Resources");

    /** One line of the README's table, and one schedule of the template. */
    private record Line(String rate, String role, String procedure) {}

    @Test
    void shouldCallProceduresThatTheMigrationsLeaveByTheirSignature() throws IOException {
        Set<String> known = new HashSet<>();
        for (Path file : new Migrations(Redshift.MIGRATIONS).files()) {
            Matcher made = Pattern.compile(
                            "(CREATE OR REPLACE|DROP) PROCEDURE firstlight\\.(\\w+)\\(((?:[^()]|\\(\\d+\\))*)\\)")
                    .matcher(Files.readString(file));
            while (made.find()) {
                String signature = made.group(2) + "(" + types(made.group(3)) + ")";
                boolean unused = made.group(1).equals("DROP") ? known.remove(signature) : known.add(signature);
            }
        }

        List<String> called = new ArrayList<>();
        for (JsonNode schedule : of(SCHEDULE)) {
            Matcher call = CALL.matcher(sqlOf(schedule));
            assertThat(call.matches()).as(sqlOf(schedule)).isTrue();
            called.add(call.group(1) + "("
                    + Arrays.stream(call.group(2).split(", "))
                            .filter(argument -> !argument.isEmpty())
                            .map(argument -> argument.startsWith(":") ? "VARCHAR" : "BIGINT")
                            .collect(Collectors.joining(", "))
                    + ")");
        }

        assertThat(known).containsAll(called);
        assertThat(called)
                .containsExactlyInAnyOrder(
                        "load_events()", "note_load_errors()", "redrive(VARCHAR, VARCHAR, VARCHAR)", "expire(BIGINT)");
    }

    @Test
    void shouldGiveARedriveItsManifestItsRoleAndItsPathsInTheOrderOfTheProcedure() throws IOException {
        JsonNode call = call();

        assertThat(call.path("Sql").asText()).isEqualTo("CALL firstlight.redrive(:manifest, :role, :paths)");
        assertThat(call.path("Parameters").findValuesAsText("Name")).containsExactly("manifest", "role", "paths");
        assertThat(call.at("/Parameters/0/Value.$").asText()).isEqualTo("States.Format('s3://${Bucket}/{}', $.Key)");
        assertThat(resources
                        .at("/Redrive/Properties/DefinitionSubstitutions/Paths")
                        .toString())
                .contains("\"auto\"", "s3://${Bucket}/" + CopyFormat.PATHS_KEY);
        Set<String> used = new TreeSet<>();
        Matcher variables = VARIABLE.matcher(
                resources.at("/Redrive/Properties/DefinitionString").asText());
        while (variables.find()) {
            used.add(variables.group(1));
        }
        Set<String> given = new TreeSet<>();
        resources.at("/Redrive/Properties/DefinitionSubstitutions").fieldNames().forEachRemaining(given::add);
        assertThat(given).isEqualTo(used);
    }

    @Test
    void shouldRunAsOftenAndAsWhomTheReadmeSays() throws IOException {
        List<Line> wanted = new ArrayList<>();
        Matcher row = Pattern.compile("(?m)^\\| ([\\w ]*(?:minute|minutes|day)) \\| `(\\w+)` \\| (.*) \\|$")
                .matcher(Files.readString(Redshift.FOLDER.resolve("README.md")));
        while (row.find()) {
            String every = Character.isDigit(row.group(1).charAt(0)) ? row.group(1) : "1 " + row.group(1);
            Matcher call = CALL.matcher(row.group(3));
            assertThat(call.find()).as(row.group()).isTrue();
            wanted.add(new Line("rate(" + every + ")", row.group(2).replace('_', '-'), call.group(1)));
        }

        List<Line> found = new ArrayList<>();
        for (JsonNode schedule : of(SCHEDULE)) {
            Matcher call = CALL.matcher(sqlOf(schedule));
            assertThat(call.matches()).isTrue();
            found.add(new Line(schedule.path("ScheduleExpression").asText(), databaseRoleOf(schedule), call.group(1)));
        }

        assertThat(found).hasSize(4).containsExactlyInAnyOrderElementsOf(wanted);
    }

    /** Bounds of AWS::Scheduler::Schedule RetryPolicy: 60 to 86,400 s, 0 to 185 attempts. */
    @Test
    void shouldCallAtItsTimeTryAgainWithinItsIntervalAndKeepWhatCouldNotBeCalled() throws IOException {
        for (JsonNode schedule : of(SCHEDULE)) {
            JsonNode target = schedule.path("Target");

            assertThat(schedule.at("/FlexibleTimeWindow/Mode").asText()).isEqualTo("OFF");
            assertThat(target.at("/DeadLetterConfig/Arn/Fn::GetAtt/0").asText()).isEqualTo("Failures");
            assertThat(target.at("/RetryPolicy/MaximumEventAgeInSeconds").asInt())
                    .isBetween(60, secondsOf(schedule));
            assertThat(target.at("/RetryPolicy/MaximumRetryAttempts").asInt()).isBetween(1, 185);
        }
        for (JsonNode statement : statements()) {
            assertThat(statement.path("WithEvent").asBoolean())
                    .as("its failure is said")
                    .isTrue();
            assertThat(statement.path("StatementName").asText()).startsWith("firstlight-");
        }
        assertThat(resources
                        .at("/StatementFailed/Properties/EventPattern/detail")
                        .toString())
                .isEqualTo("{\"state\":[\"FAILED\",\"ABORTED\"],\"statementName\":[{\"prefix\":\"firstlight-\"}]}");
    }

    @Test
    void shouldGiveEachRoleOnlyWhatItDoes() {
        Map<String, Set<String>> granted = new TreeMap<>();
        for (JsonNode policy : of("AWS::IAM::Policy")) {
            Set<String> actions = new TreeSet<>(policy.path("PolicyDocument").findValuesAsText("Action"));
            policy.path("Roles").forEach(role -> granted.computeIfAbsent(
                            nameOf(role.path("Ref").asText()), absent -> new TreeSet<>())
                    .addAll(actions));
            assertThat(policy.path("PolicyDocument").findValues("Resource"))
                    .as("none may touch all there is")
                    .noneMatch(resource -> resource.toString().contains("*"));
        }
        Set<String> calls = Set.of(
                "redshift-data:ExecuteStatement",
                "redshift:GetClusterCredentialsWithIAM",
                "redshift-serverless:GetCredentials");

        assertThat(granted)
                .isEqualTo(Map.of(
                        "firstlight-loader", with(calls, "sqs:SendMessage"),
                        "firstlight-retention", with(calls, "sqs:SendMessage"),
                        "firstlight-operator", with(calls, "s3:ListBucket"),
                        "firstlight-redrive-starter", Set.of("states:StartExecution", "sqs:SendMessage")));
        for (JsonNode role : of("AWS::IAM::Role")) {
            assertThat(role.path("Policies").isMissingNode()
                            && role.path("ManagedPolicyArns").isMissingNode())
                    .as("what it may is told above")
                    .isTrue();
            assertThat(role.at("/AssumeRolePolicyDocument/Statement/0/Condition/StringEquals/aws:SourceAccount/Ref")
                            .asText())
                    .isEqualTo("AWS::AccountId");
        }
    }

    /** CloudFormation takes no aliases, and a name that is written wrong is found out when the stack is made. */
    @Test
    void shouldNameNothingThatIsNotThereAndHaveNoAliases() throws IOException {
        Set<String> names = new HashSet<>();
        List.of("Parameters", "Resources", "Conditions")
                .forEach(section -> template.path(section).fieldNames().forEachRemaining(names::add));
        Set<String> wanted = new TreeSet<>(template.findValuesAsText("Ref"));
        template.findValues("Fn::GetAtt").forEach(at -> wanted.add(at.path(0).asText()));
        template.findValues("Fn::If")
                .forEach(choice -> wanted.add(choice.path(0).asText()));
        for (JsonNode text : template.findValues("Fn::Sub")) {
            Matcher variables = VARIABLE.matcher(text.isArray() ? text.path(0).asText() : text.asText());
            while (variables.find()) {
                boolean isItsOwn = text.path(1).has(variables.group(1));
                wanted.add(isItsOwn ? "Database" : variables.group(1));
            }
        }
        wanted.removeIf(name -> name.startsWith("AWS::"));

        assertThat(names).containsAll(wanted);
        assertThat(new Yaml().parse(new StringReader(Files.readString(FILE)))).noneMatch(AliasEvent.class::isInstance);
    }

    private static JsonNode read() {
        try {
            Object yaml = new Yaml(new SafeConstructor(new LoaderOptions())).load(Files.readString(FILE));
            return JSON.valueToTree(yaml);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** The properties of all resources of a type. */
    private List<JsonNode> of(String type) {
        List<JsonNode> found = new ArrayList<>();
        resources.forEach(resource -> {
            if (resource.path("Type").asText().equals(type)) {
                found.add(resource.path("Properties"));
            }
        });
        assertThat(found).as(type).isNotEmpty();
        return found;
    }

    private List<JsonNode> statements() throws IOException {
        List<JsonNode> statements = new ArrayList<>(List.of(call()));
        for (JsonNode schedule : of(SCHEDULE)) {
            if (schedule.at("/Target/Input/Fn::Sub").isArray()) {
                statements.add(inputOf(schedule));
            }
        }
        return statements;
    }

    private String sqlOf(JsonNode schedule) throws IOException {
        JsonNode called = isRedrive(schedule) ? call() : inputOf(schedule);
        return called.path("Sql").asText();
    }

    private static boolean isRedrive(JsonNode schedule) {
        return schedule.at("/Target/Arn/Ref").asText().equals("Redrive");
    }

    private String databaseRoleOf(JsonNode schedule) {
        String role = isRedrive(schedule)
                ? resources.at("/Redrive/Properties/RoleArn/Fn::GetAtt/0").asText()
                : schedule.at("/Target/RoleArn/Fn::GetAtt/0").asText();
        return nameOf(role);
    }

    private String nameOf(String role) {
        return resources.path(role).at("/Properties/RoleName").asText();
    }

    /** What Scheduler sends to the Data API, for a workgroup. */
    private static JsonNode inputOf(JsonNode schedule) throws IOException {
        JsonNode parts = schedule.at("/Target/Input/Fn::Sub");
        assertThat(parts.at("/1/Where/Fn::If").toString()).contains("ClusterIdentifier", "WorkgroupName");
        return JSON.readTree(parts.path(0)
                .asText()
                .replace("${Database}", "dev")
                .replace("${Where}", "\"WorkgroupName\":\"w\"")
                .replace("${DaysKept}", "400"));
    }

    /** What the state machine sends to it for each manifest. */
    private JsonNode call() throws IOException {
        return JSON.readTree(
                        resources.at("/Redrive/Properties/DefinitionString").asText())
                .at("/States/Each/ItemProcessor/States/Call/Parameters");
    }

    private static int secondsOf(JsonNode schedule) {
        Matcher rate = Pattern.compile("rate\\((\\d+) (minute|day)s?\\)")
                .matcher(schedule.path("ScheduleExpression").asText());
        assertThat(rate.matches()).isTrue();
        return Integer.parseInt(rate.group(1)) * (rate.group(2).equals("day") ? 86_400 : 60);
    }

    /** {@code wanted VARCHAR(1024), days BIGINT} or {@code VARCHAR, BIGINT} as {@code VARCHAR, BIGINT}. */
    private static String types(String parameters) {
        return Arrays.stream(parameters.replaceAll("\\(\\d+\\)", "").split(", "))
                .map(parameter -> parameter.substring(parameter.lastIndexOf(' ') + 1))
                .collect(Collectors.joining(", "));
    }

    private static Set<String> with(Set<String> some, String one) {
        Set<String> all = new TreeSet<>(some);
        all.add(one);
        return all;
    }
}
