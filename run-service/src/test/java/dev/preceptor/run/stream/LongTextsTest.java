package dev.preceptor.run.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.preceptor.contracts.Topic;
import dev.preceptor.contracts.event.Assignment;
import dev.preceptor.contracts.event.Attempt;
import dev.preceptor.contracts.event.FinishReason;
import dev.preceptor.contracts.event.Refinement;
import dev.preceptor.contracts.event.RefinementOutcome;
import dev.preceptor.contracts.event.TestResult;
import dev.preceptor.contracts.event.Verdict;
import dev.preceptor.contracts.report.Lesson;
import dev.preceptor.contracts.specification.Method;
import dev.preceptor.contracts.task.Task;
import dev.preceptor.run.Runs;
import dev.preceptor.run.lesson.SampleAddress;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LongTextsTest {

    private static final String LONG_CODE = "# \u0627\u0644\u0646\u0635 \uD83E\uDD80\n".repeat(20_000);
    private static final List<Task> TASKS = List.of(Runs.task("set/1"));

    @TempDir
    Path state;

    @Test
    void aLessonHasItsLongTextsWholeAndTheListHasThemShortened() {
        try (RunDriver driver = new RunDriver(state, 2, RunDriver.practice(TASKS))) {
            driver.send(Topic.RUNS, Runs.run(Method.PERSD, 1, 1, 1));
            Assignment assignment = driver.assigned().get(0);
            Attempt attempt =
                    Attempt.of(Attempt.idOf(assignment), assignment, LONG_CODE, "...", 1, 1, FinishReason.STOP, 0.1);
            TestResult failure = Runs.judged(attempt, Verdict.FAILED);
            Refinement answer = Runs.refinement(failure, 1, RefinementOutcome.ANSWERED);
            driver.send(Topic.TEST_RESULTS, failure);
            driver.teach(answer);

            Lesson whole = driver.wholeLesson(SampleAddress.of(assignment));

            assertThat(whole.attempt()).isEqualTo(LONG_CODE);
            assertThat(whole.refinements().get(0).code()).isEqualTo(answer.code());
            assertThat(whole.refinement()).isEqualTo(answer.code());
            assertThat(driver.lessons().get(0).attempt())
                    .hasSizeLessThan(LONG_CODE.length())
                    .contains("characters left out");
            assertThat(driver.kept()).containsEntry(LedgerStores.TEXTS, 1L);
        }
    }
}
