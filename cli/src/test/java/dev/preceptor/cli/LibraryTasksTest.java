package dev.preceptor.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.preceptor.cli.specification.RunInputs;
import dev.preceptor.cli.specification.SpecificationFile;
import dev.preceptor.contracts.task.StudentPrompt;
import dev.preceptor.contracts.task.Task;
import dev.preceptor.contracts.task.TaskFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The tasks about the library kelda are what its generator makes, and the exam asks for nothing that is practised. */
class LibraryTasksTest {

    private static final Path ROOT = Path.of("..");
    private static final Path KELDA = ROOT.resolve("tasks").resolve("kelda");
    private static final Pattern CALL = Pattern.compile("([A-Za-z.]+)\\(");
    private static final Pattern IN_MANUAL = Pattern.compile("(?m)^- `(?:[A-Z][a-z]+\\([a-z]+\\)\\.)?([a-z]+)\\(");

    private final List<Task> practice = TaskFile.read(KELDA.resolve("practice.jsonl"));
    private final List<Task> exam = TaskFile.read(KELDA.resolve("exam.jsonl"));

    @Test
    void theFilesAreThoseThatTheGeneratorMakes() throws Exception {
        Process check = new ProcessBuilder("python3", "generate.py", "--check")
                .directory(KELDA.toFile())
                .redirectErrorStream(true)
                .start();
        String said = new String(check.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(check.waitFor()).as(said).isZero();
    }

    @Test
    void noCombinationOfTheExamIsPractised() {
        assertThat(practice).hasSize(400);
        assertThat(exam).hasSize(200);
        Set<Set<String>> practised =
                practice.stream().map(LibraryTasksTest::calls).collect(Collectors.toSet());

        assertThat(exam).map(LibraryTasksTest::calls).isNotEmpty().doesNotContainAnyElementsOf(practised);
    }

    @Test
    void everyFunctionOfTheManualIsPractisedAndExamined() throws IOException {
        Set<String> documented = IN_MANUAL
                .matcher(Files.readString(KELDA.resolve("MANUAL.md")))
                .results()
                .map(match -> match.group(1))
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(documented).hasSizeGreaterThanOrEqualTo(25).contains("ford", "dues");
        for (List<Task> tasks : List.of(practice, exam)) {
            assertThat(documented).allSatisfy(name -> assertThat(tasks.stream()
                            .filter(task -> calls(task).contains(name))
                            .count())
                    .as(name)
                    .isGreaterThanOrEqualTo(7));
        }
    }

    @Test
    void noPromptNamesAFunctionOfTheLibrary() throws IOException {
        Set<String> documented = IN_MANUAL
                .matcher(Files.readString(KELDA.resolve("MANUAL.md")))
                .results()
                .map(match -> match.group(1))
                .collect(Collectors.toSet());

        assertThat(Stream.concat(practice.stream(), exam.stream())).allSatisfy(task -> {
            Set<String> words =
                    new HashSet<>(List.of(StudentPrompt.forTask(task).text().split("[^A-Za-z]+")));
            assertThat(documented).noneMatch(words::contains);
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"demo.yaml", "tasks/basics/demo.yaml"})
    void theDemosSpecificationsAreValid(String name) {
        RunInputs inputs = RunInputs.of(SpecificationFile.read(ROOT.resolve(name)));

        assertThat(inputs.exam()).isNotEmpty();
        assertThat(inputs.overlap()).isEmpty();
    }

    private static Set<String> calls(Task task) {
        return CALL.matcher(task.solutions().get(0).split("\n", 2)[1])
                .results()
                .map(MatchResult::group)
                .map(call -> call.substring(call.lastIndexOf('.') + 1, call.length() - 1))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
