package dev.firstlight.stream.plan;

import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.Node;

/**
 * The bytes of a plan → a plan, or all that is wrong with them.
 *
 * <p>Bounds: {@value #BYTES_MAX} bytes, {@value #DEPTH_MAX} levels, {@value #ALIASES_MAX} uses of anchors; the file is composed to nodes and no
 * object is made from its tags. Failure: never an exception of the file's content.
 */
public final class PlanFile {

    /** A plan of a thousand types with ten properties each; what is longer was not written by people. */
    public static final int BYTES_MAX = 1 << 20;

    private static final int DEPTH_MAX = 16;
    private static final int ALIASES_MAX = 64;

    private PlanFile() {}

    /**
     * The bytes as they stand now, at most one more than {@link #BYTES_MAX}.
     *
     * @throws IOException when there is no such file or it cannot be read
     */
    static byte[] bytes(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return in.readNBytes(BYTES_MAX + 1);
        }
    }

    /** Reads a file; one that cannot be read is a problem like the others. */
    public static PlanReading read(Path file) {
        try {
            return read(bytes(file));
        } catch (IOException e) {
            return problem(0, "no such file, or not readable");
        }
    }

    public static PlanReading read(byte[] bytes) {
        if (bytes.length > BYTES_MAX) {
            return problem(0, "longer than " + BYTES_MAX + " bytes");
        }
        String text = text(bytes);
        if (text == null) {
            return problem(0, "not UTF-8");
        }
        try {
            Node root = new Yaml(new SafeConstructor(options())).compose(new StringReader(text));
            return root == null ? problem(0, "empty") : PlanReader.read(root);
        } catch (MarkedYAMLException e) {
            int line = e.getProblemMark() == null ? 0 : e.getProblemMark().getLine() + 1;
            return problem(line, "no YAML: " + e.getProblem());
        } catch (YAMLException e) {
            return problem(0, "no YAML: " + e.getMessage());
        }
    }

    private static LoaderOptions options() {
        LoaderOptions options = new LoaderOptions();
        options.setCodePointLimit(BYTES_MAX);
        options.setNestingDepthLimit(DEPTH_MAX);
        options.setMaxAliasesForCollections(ALIASES_MAX);
        options.setAllowRecursiveKeys(false);
        return options;
    }

    private static @Nullable String text(byte[] bytes) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            return null;
        }
    }

    private static PlanReading problem(int line, String sentence) {
        return new PlanReading(null, List.of(new PlanProblem(line, sentence)));
    }
}
