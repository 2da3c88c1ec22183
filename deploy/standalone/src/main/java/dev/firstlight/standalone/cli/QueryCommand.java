package dev.firstlight.standalone.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code query "select …"}: asks the local warehouse through the running process. */
@Command(name = "query", description = "Asks the local warehouse: one SELECT.", mixinStandardHelpOptions = true)
public final class QueryCommand implements Callable<Integer> {

    private static final ObjectMapper JSON = new ObjectMapper();

    @Mixin
    Running running = new Running();

    @Parameters(paramLabel = "SQL", description = "One SELECT over the table events.")
    String sql = "";

    @Option(names = "--csv", description = "Prints CSV with whole values.")
    boolean csv;

    @Spec
    CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws IOException {
        HttpResponse<String> answer =
                running.warehouse(running.runFile(), "/query", sql, csv ? "text/csv" : "application/json");
        if (answer.statusCode() != 200) {
            throw new Sentence(1, answer.body().strip());
        }
        spec.commandLine().getOut().print(csv ? answer.body() : table(JSON.readTree(answer.body())));
        spec.commandLine().getOut().flush();
        if (answer.headers()
                .firstValue("X-Firstlight-Truncated")
                .filter("true"::equals)
                .isPresent()) {
            spec.commandLine()
                    .getErr()
                    .println("firstlight: there are more rows than an answer holds; these are the first");
            spec.commandLine().getErr().flush();
        }
        return 0;
    }

    private static String table(JsonNode answer) {
        Table table = new Table().row(texts(answer.path("columns")));
        answer.path("rows").forEach(row -> table.row(texts(row)));
        int rows = answer.path("rows").size();
        return table + "(" + rows + (rows == 1 ? " row)\n" : " rows)\n");
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(cell -> texts.add(cell.isNull() ? "" : cell.isValueNode() ? cell.asText() : cell.toString()));
        return texts;
    }
}
