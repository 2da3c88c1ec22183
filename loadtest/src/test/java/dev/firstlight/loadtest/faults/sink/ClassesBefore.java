package dev.firstlight.loadtest.faults.sink;

import dev.firstlight.loadtest.faults.Child;
import dev.firstlight.schema.EventColumn;
import dev.firstlight.schema.RowPositions;
import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

/**
 * The two classes that say which columns there are, as they were before the newest one: their sources less its lines, compiled. Whoever finds them first on
 * its class path is a sink or a warehouse of the version before; all else in it is today's, so what of yesterday's code is not in these two is not tried.
 */
final class ClassesBefore {

    private static final Path SOURCES = Path.of("..", "schemas", "src", "main", "java");
    private static final String PACKAGE = "dev/firstlight/schema/";

    private final Path directory;
    private final EventColumn column;

    private ClassesBefore(Path directory, EventColumn column) {
        this.directory = directory;
        this.column = column;
    }

    /** The newest column: positions are only ever added at the end. */
    static EventColumn newest() {
        List<EventColumn> columns = RowPositions.columns();
        return columns.get(columns.size() - 1);
    }

    /** Compiles into a directory that is made for it. */
    static ClassesBefore compile(Path directory) throws IOException {
        ClassesBefore made = new ClassesBefore(Files.createDirectories(directory), newest());
        String name = made.column.name();
        made.compile(List.of(
                made.without("EventColumn.java", "(?m)^    " + name + "\\(.*\\),\\n", ""),
                made.without("RowPositions.java", ",\\s+EventColumn\\." + name + "\\);", ");")));
        return made;
    }

    /** Ours behind them. */
    String classPath() {
        return directory + File.pathSeparator + Child.ourClassPath();
    }

    /** The columns of a row by position, as those classes say themselves. */
    List<String> columns() throws IOException, ReflectiveOperationException {
        String[] entries = classPath().split(File.pathSeparator);
        URL[] urls = new URL[entries.length];
        for (int i = 0; i < entries.length; i++) {
            urls[i] = Path.of(entries[i]).toUri().toURL();
        }
        try (URLClassLoader loader = new URLClassLoader(urls, ClassLoader.getPlatformClassLoader())) {
            Class<?> positions = Class.forName(RowPositions.class.getName(), true, loader);
            List<String> names = new ArrayList<>();
            for (Object one : (List<?>) positions.getMethod("columns").invoke(null)) {
                names.add((String) one.getClass().getMethod("columnName").invoke(one));
            }
            return names;
        }
    }

    private Path without(String source, String lines, String instead) throws IOException {
        String before = Files.readString(SOURCES.resolve(PACKAGE + source));
        String after = Pattern.compile(lines).matcher(before).replaceFirst(instead);
        if (after.equals(before)) {
            throw new IOException(source + " does not name " + column + " as it did");
        }
        return Files.writeString(directory.resolve(source), after);
    }

    private void compile(List<Path> sources) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter said = new StringWriter();
        List<String> options = List.of("-proc:none", "-cp", classPath(), "-d", directory.toString());
        try (var files = compiler.getStandardFileManager(null, null, null)) {
            if (!compiler.getTask(said, files, null, options, null, files.getJavaFileObjectsFromPaths(sources))
                    .call()) {
                throw new IOException("the classes of before do not compile: " + said);
            }
        }
    }
}
