package dev.preceptor.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Benchmarks that are run from their sources are part of no module: so they are compiled here. */
class BenchmarksTest {

    private static final Path BENCHMARKS = Path.of("..", "benchmarks");

    @TempDir
    Path classes;

    /** The dashboard's uses the scripted models of the resilience's. */
    @ParameterizedTest
    @CsvSource({
        "budget, budget",
        "evidence, evidence",
        "judging, judging",
        "resilience, resilience",
        "dashboard, resilience"
    })
    void theyCompile(String benchmark, String library) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter problems = new StringWriter();
        List<String> options =
                List.of("-d", classes.toString(), "-proc:none", "-cp", System.getProperty("java.class.path"));
        Set<Path> sources = new TreeSet<>(sources(benchmark));
        sources.addAll(sources(library));
        try (var manager = compiler.getStandardFileManager(null, null, null)) {
            boolean compiles = compiler.getTask(
                            problems, manager, null, options, null, manager.getJavaFileObjectsFromPaths(sources))
                    .call();
            assertThat(compiles).as(problems.toString()).isTrue();
        }
    }

    private static List<Path> sources(String benchmark) throws IOException {
        try (Stream<Path> files = Files.list(BENCHMARKS.resolve(benchmark))) {
            return files.filter(file -> file.toString().endsWith(".java")).toList();
        }
    }
}
