package dev.preceptor.executor.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.preceptor.contracts.Json;
import dev.preceptor.contracts.event.Verdict;
import dev.preceptor.contracts.task.Task;
import dev.preceptor.contracts.task.TaskFile;
import dev.preceptor.executor.judge.Judgement;
import dev.preceptor.executor.judge.Program;
import dev.preceptor.executor.judge.TestSuite;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.assertj.core.api.Assumptions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What people have published, judged: known solutions pass, and recorded failures fail. */
class TaskSetsIT {

    /** It reverses a string as often as it can within two seconds, and so is right every other time. */
    private static final String LEFT_TO_CHANCE = "reverse_str_within_time_limit";

    private static Path data;
    private static Sandbox sandbox;

    @BeforeAll
    static void start() {
        data = Path.of(System.getProperty("preceptor.shared", "../shared"), "data");
        Assumptions.assumeThat(data)
                .as("the shared data is absent; set the system property preceptor.shared")
                .isDirectory();
        sandbox = Sandbox.start(SandboxConfiguration.DEFAULT.withLimits(Limits.DEFAULT.withCpuSeconds(10)));
    }

    @AfterAll
    static void stop() {
        if (sandbox != null) {
            sandbox.close();
        }
    }

    @Test
    void humanEvalsOwnSolutionsPass() {
        assertThat(judgeOwnSolutions("HumanEval.jsonl")).hasSize(164).allSatisfy(this::passed);
    }

    @Test
    void humanEvalsTasksFailAnEmptyBody() {
        Map<String, Judgement> judgements = judge(
                TaskFile.read(data.resolve("HumanEval.jsonl")).stream(),
                Task::id,
                task -> new Program(task.prompt() + "    pass\n", TestSuite.of(task)));

        assertThat(judgements).hasSize(164).allSatisfy((id, judgement) -> assertThat(judgement.verdict())
                .as(id)
                .isEqualTo(Verdict.FAILED));
    }

    @Test
    void mbppsOwnSolutionsPass() {
        assertThat(judgeOwnSolutions("mbpp.jsonl")).hasSize(974).allSatisfy(this::passed);
    }

    @Test
    void recordedAttemptsFailWithFeedback() {
        Map<String, Judgement> judgements = judgeLessons("attempt");

        assertThat(judgements).hasSize(1120).allSatisfy((id, judgement) -> {
            assertThat(judgement.verdict().isTheCodesFault())
                    .as("%s %s", id, judgement)
                    .isTrue();
            assertThat(judgement.feedback()).isNotBlank().hasSizeLessThan(2000).doesNotContain("harness");
        });
    }

    @Test
    void recordedRefinementsPass() {
        assertThat(judgeLessons("teacher_refinement")).hasSize(1120).allSatisfy(this::passed);
    }

    @Test
    void recordedDirectSolutionsPass() {
        assertThat(judgeLessons("teacher_direct")).hasSize(1120).allSatisfy(this::passed);
    }

    private void passed(String id, Judgement judgement) {
        assertThat(judgement.verdict()).as("%s: %s", id, judgement).isEqualTo(Verdict.PASSED);
    }

    private static Map<String, Judgement> judgeOwnSolutions(String file) {
        return judge(
                TaskFile.read(data.resolve(file)).stream(),
                Task::id,
                task -> new Program(task.solutions().get(0), TestSuite.of(task)));
    }

    private static Map<String, Judgement> judgeLessons(String field) {
        return judge(
                lessons().filter(lesson -> !lesson.get("entry_point").asText().equals(LEFT_TO_CHANCE)),
                lesson -> lesson.get("task_id").asText(),
                lesson -> new Program(lesson.get(field).asText(), suite(lesson)));
    }

    private static Stream<JsonNode> lessons() {
        try (Stream<String> lines = Files.lines(data.resolve("persd-recorded-lessons.jsonl"))) {
            return lines.map(TaskSetsIT::parse).toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static JsonNode parse(String line) {
        try {
            return Json.mapper().readTree(line);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static TestSuite suite(JsonNode lesson) {
        List<TestSuite.Test> tests = Stream.of(lesson.get("tests"))
                .flatMap(array -> Stream.iterate(0, i -> i < array.size(), i -> i + 1)
                        .map(i -> new TestSuite.Test(array.get(i).asText(), false)))
                .toList();
        return new TestSuite(
                lesson.get("entry_point").asText(), lesson.get("setup").asText(), tests, null, null);
    }

    private static <T> Map<String, Judgement> judge(
            Stream<T> items, Function<T, String> name, Function<T, Program> program) {
        return items.toList().parallelStream()
                .collect(Collectors.toMap(name, item -> sandbox.judge(program.apply(item)), (a, b) -> b, TreeMap::new));
    }
}
