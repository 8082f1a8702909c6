package dev.preceptor.run.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.preceptor.contracts.Topic;
import dev.preceptor.contracts.event.Assignment;
import dev.preceptor.contracts.event.Run;
import dev.preceptor.contracts.event.TrainingExample;
import dev.preceptor.contracts.event.TrainingJob;
import dev.preceptor.contracts.event.Verdict;
import dev.preceptor.contracts.report.Ledger;
import dev.preceptor.contracts.report.RoundReport;
import dev.preceptor.contracts.report.StageProgress;
import dev.preceptor.contracts.specification.Method;
import dev.preceptor.contracts.task.Task;
import dev.preceptor.run.Runs;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs that are trained on the student's own attempts, alone or beside the teacher's lessons. */
class OwnExamplesTest {

    @TempDir
    Path state;

    private final List<Task> tasks =
            IntStream.range(0, 5).mapToObj(i -> Runs.task("set/" + i)).toList();
    private RunDriver driver;

    @BeforeEach
    void start() {
        driver = new RunDriver(state, 2, RunDriver.practice(tasks));
    }

    @AfterEach
    void stop() {
        driver.close();
    }

    @Test
    void rftTrainsOnTheAttemptsThatPassedAndAsksNobody() {
        Run run = Runs.run(Method.RFT, 1, 1, 5);
        driver.send(Topic.RUNS, run);
        attempt(2);

        List<TrainingExample> emitted = driver.examples();
        assertThat(emitted).hasSize(3).allMatch(TrainingExample::isOwn);
        TrainingJob job = driver.jobs().get(0);
        assertThat(driver.examplesOf(job))
                .containsExactlyInAnyOrderElementsOf(
                        emitted.stream().map(TrainingExample::id).toList());
        assertThat(driver.report().ledger()).isEqualTo(new Ledger(3, 0, 2, 0, 0));
        assertThat(driver.report().trainingExamples()).isEqualTo(3);
        assertThat(driver.report().progress())
                .extracting(StageProgress::stage)
                .contains("practice-1")
                .doesNotContain("teaching-1");
    }

    @Test
    void samplesThatAreTheSameProgramAreOneExampleAndSolveTheirTask() {
        driver.send(Topic.RUNS, Runs.run(Method.RFT, 1, 3, 5));
        attempt(5);

        assertThat(driver.jobs()).singleElement().satisfies(job -> assertThat(job.exampleCount())
                .isEqualTo(4));
        assertThat(driver.report().trainingExamples()).isEqualTo(4);
        // The five failures are all samples of the first task, and two of the second.
        assertThat(driver.report().ledger()).isEqualTo(new Ledger(4, 0, 1, 0, 0));
    }

    @Test
    void ssdTrainsOnAllAttempts() {
        driver.send(Topic.RUNS, Runs.run(Method.SSD, 1, 1, 5));
        attempt(2);

        assertThat(driver.jobs()).singleElement().satisfies(job -> assertThat(job.exampleCount())
                .isEqualTo(5));
        assertThat(driver.report().ledger()).isEqualTo(new Ledger(3, 2, 0, 0, 0));
    }

    @Test
    void aRunWithoutAnExampleOfItsOwnSaysSo() {
        Run run = Runs.run(Method.RFT, 2, 1, 5);
        driver.send(Topic.RUNS, run);
        attempt(5);
        driver.send(Topic.EVALUATIONS, Runs.evaluation(run, 0, 0));

        assertThat(driver.jobs()).isEmpty();
        assertThat(driver.report().rounds())
                .extracting(RoundReport::stopped)
                .containsExactly("no attempt became an example");
        assertThat(driver.report().state()).isEqualTo(Run.State.FINISHED);
    }

    @Test
    void replayMixesAttemptsThatPassedIntoTheLessons() {
        Run run = Runs.with(Runs.run(Method.PERSD, 1, 1, 5), "{'training': {'replay': 0.5}}");
        driver.send(Topic.RUNS, run);
        List<String> lessons = driver.practise(driver.assigned(), 2);

        TrainingJob job = driver.jobs().get(0);
        List<String> replayed = new ArrayList<>(driver.examplesOf(job));
        assertThat(replayed).containsAll(lessons).hasSize(4).isSorted();
        replayed.removeAll(lessons);
        assertThat(driver.examples())
                .filteredOn(TrainingExample::isOwn)
                .extracting(TrainingExample::id)
                .hasSize(3)
                .containsAll(replayed);
        assertThat(driver.report().rounds()).singleElement().satisfies(round -> {
            assertThat(round.examples()).isEqualTo(4);
            assertThat(round.lessons()).isEqualTo(2);
            assertThat(round.replayed()).isEqualTo(2);
        });
        assertThat(driver.report().ledger()).isEqualTo(new Ledger(3, 2, 0, 0, 0));
    }

    @Test
    void replayAloneIsNotWorthATraining() {
        Run run = Runs.with(Runs.run(Method.PERSD, 1, 1, 5), "{'training': {'replay': 0.5}}");
        driver.send(Topic.RUNS, run);
        driver.practise(driver.assigned(), 0);

        assertThat(driver.jobs()).isEmpty();
    }

    /** The student fails the first so many samples, and passes the others. */
    private void attempt(int failures) {
        List<Assignment> open = new ArrayList<>(driver.assigned());
        for (int played = 0; !open.isEmpty(); played++) {
            Verdict verdict = played < failures ? Verdict.FAILED : Verdict.PASSED;
            driver.send(Topic.TEST_RESULTS, Runs.judged(Runs.attempt(open.remove(0)), verdict));
            open.addAll(driver.assigned());
        }
    }
}
