package dev.preceptor.run.comparison;

import static org.assertj.core.api.Assertions.assertThat;

import dev.preceptor.contracts.Json;
import dev.preceptor.contracts.event.Assignment;
import dev.preceptor.contracts.event.Run;
import dev.preceptor.contracts.event.TestResult;
import dev.preceptor.contracts.event.Verdict;
import dev.preceptor.contracts.specification.Method;
import dev.preceptor.contracts.task.RecordedAttempt;
import dev.preceptor.contracts.task.Task;
import dev.preceptor.run.Runs;
import dev.preceptor.run.practice.PracticeAssignments;
import java.util.List;
import org.junit.jupiter.api.Test;

class PracticePassTest {

    private static final int SAMPLES = 2;
    private static final List<Task> TASKS = List.of(Runs.task("a/1"), Runs.task("a/2"));

    @Test
    void aTaskThatLostASampleIsLeftOut() {
        List<TestResult> results = List.of(
                result(0, 0, Verdict.PASSED),
                result(0, 1, Verdict.FAILED),
                result(1, 0, Verdict.FAILED),
                result(1, 1, Verdict.SANDBOX_ERROR));
        List<String> lines = Json.lines(TASKS);

        PracticePass pass = PracticePass.of(results, SAMPLES, lines);

        assertThat(pass.tasks()).containsExactly(lines.get(0));
        assertThat(pass.lost()).containsExactly("a/2");
        assertThat(pass.attempts())
                .containsExactly(
                        new RecordedAttempt("a/1", 0, "def f(x): pass", null),
                        new RecordedAttempt("a/1", 1, "def f(x): pass", null));
    }

    private static TestResult result(int task, int sample, Verdict verdict) {
        Run run = Runs.run(Method.PERSD, 1, SAMPLES, TASKS.size());
        Assignment assignment =
                PracticeAssignments.of(run, 1, null, TASKS.get(task)).get(sample);
        return Runs.judged(Runs.attempt(assignment), verdict);
    }
}
