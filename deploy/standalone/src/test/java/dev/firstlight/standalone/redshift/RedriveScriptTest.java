package dev.firstlight.standalone.redshift;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code deploy/redshift/redrive} with stand-ins for the AWS CLI and psql, which say what they were asked. */
final class RedriveScriptTest {

    private static final String ROLE = "arn:aws:iam::1:role/r";

    /** Lists the file {@code left}; fails without one. */
    private static final String AWS = "#!/bin/sh\ncat left\n";

    /** Notes each call; knows the file {@code loaded}, and loads what is not named in {@code refused}. */
    private static final String PSQL = """
            #!/bin/sh
            case "$*" in
              *"SELECT manifest FROM firstlight.redrives"*) echo ask >>calls; cat loaded ;;
              *) cat >>statements; echo "$*" | sed 's/.*manifest=\\([^ ]*\\) .*/load \\1/' >>calls
                 ! echo "$*" | grep -q -F -f refused ;;
            esac
            """;

    @TempDir
    Path directory;

    @BeforeEach
    void standIn() throws IOException {
        write("aws", AWS);
        write("psql", PSQL);
        for (String name : List.of("left", "loaded", "refused", "calls", "statements")) {
            write(name, "");
        }
        for (String name : List.of("aws", "psql")) {
            assertThat(directory.resolve(name).toFile().setExecutable(true)).isTrue();
        }
    }

    @Test
    void shouldAskOnceWhatIsLoadedAndCallOnlyForTheRest() throws Exception {
        write("left", "errors/manifests/a\nerrors/manifests/b\nerrors/manifests/c\n");
        write("loaded", "s3://bucket/errors/manifests/a\ns3://other/errors/manifests/c\n");

        assertThat(redrive()).isZero();

        assertThat(lines("calls"))
                .containsExactly("ask", "load s3://bucket/errors/manifests/b", "load s3://bucket/errors/manifests/c");
        assertThat(lines("said")).containsExactly("errors/manifests/b", "errors/manifests/c");
        assertThat(lines("statements")).containsOnly("CALL firstlight.redrive(:'manifest', :'role', :'paths');");
    }

    @Test
    void shouldCallForNothingWhenAllIsLoadedOrNothingIsLeft() throws Exception {
        write("left", "errors/manifests/a\n");
        write("loaded", "s3://bucket/errors/manifests/a\n");
        assertThat(redrive()).isZero();
        write("left", "None\n"); // as the AWS CLI says it of an empty list
        assertThat(redrive()).isZero();

        assertThat(lines("calls")).containsExactly("ask", "ask");
    }

    @Test
    void shouldTryTheOthersWhenOneCannotBeLoadedAndEndWithAnError() throws Exception {
        write("left", "errors/manifests/a\nerrors/manifests/b\n");
        write("refused", "errors/manifests/a\n");

        assertThat(redrive()).isEqualTo(1);

        assertThat(lines("said"))
                .containsExactly(
                        "redrive: errors/manifests/a could not be loaded; firstlight.load_errors says why",
                        "errors/manifests/b");
    }

    @Test
    void shouldEndWithAnErrorWhenTheBucketOrTheWarehouseDoesNotAnswer() throws Exception {
        write("left", "errors/manifests/a\n");
        Files.delete(directory.resolve("loaded"));
        assertThat(redrive()).isEqualTo(1);
        write("loaded", "");
        Files.delete(directory.resolve("left"));
        assertThat(redrive()).isEqualTo(1);

        assertThat(lines("calls")).as("and nothing is loaded").containsOnly("ask");
    }

    private int redrive() throws Exception {
        String script = Redshift.FOLDER.resolve("redrive").toAbsolutePath().toString();
        ProcessBuilder builder = new ProcessBuilder("bash", script, "bucket", ROLE)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("said").toFile());
        builder.environment().merge("PATH", directory.toString(), (path, first) -> first + ":" + path);
        Process process = builder.start();
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }

    private void write(String name, String text) throws IOException {
        Files.writeString(directory.resolve(name), text);
    }

    private List<String> lines(String name) throws IOException {
        return Files.readAllLines(directory.resolve(name), StandardCharsets.UTF_8);
    }
}
