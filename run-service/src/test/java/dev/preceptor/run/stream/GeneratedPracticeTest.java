package dev.preceptor.run.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.preceptor.contracts.Topic;
import dev.preceptor.contracts.event.DataSet;
import dev.preceptor.contracts.event.GenerationState;
import dev.preceptor.contracts.event.Job;
import dev.preceptor.contracts.event.Run;
import dev.preceptor.contracts.task.Task;
import dev.preceptor.run.Runs;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs whose practice tasks the teacher generates, through the topology. */
class GeneratedPracticeTest {

    private static final List<Task> TASKS = List.of(Runs.task("a"), Runs.task("b"), Runs.task("c"));
    private static final DataSet PRACTICE = new DataSet("file:///generated.jsonl", "11", 3);

    @TempDir
    Path state;

    private final Run run = Runs.generated(3);
    private RunDriver driver;

    @BeforeEach
    void request() {
        driver = new RunDriver(state, 2, RunDriver.practice(TASKS));
        driver.send(Topic.RUNS, run);
    }

    @AfterEach
    void close() {
        driver.close();
    }

    @Test
    void aRunAssignsItsTasksWhenTheyHaveBeenGenerated() {
        assertThat(driver.generations()).extracting(Job::id).containsExactly(Runs.GENERATION);
        assertThat(driver.assigned()).isEmpty();
        assertThat(driver.checkpoints()).isEmpty();

        driver.send(Topic.TASK_GENERATIONS, Runs.generation(run, Job.State.FINISHED, null, PRACTICE));

        assertThat(driver.assigned())
                .extracting(assignment -> assignment.task().id())
                .containsExactly("a", "b");
        assertThat(driver.checkpoints()).hasSize(1);
        assertThat(driver.runs()).last().returns(PRACTICE, Run::practice);
        assertThat(driver.report().practiceTasks()).isEqualTo(3);
    }

    @Test
    void theReasonOfAFailedGenerationReachesTheRun() {
        driver.send(
                Topic.TASK_GENERATIONS, Runs.generation(run, Job.State.FAILED, "the budget does not allow more", null));

        assertThat(driver.report().state()).isEqualTo(Run.State.FAILED);
        assertThat(driver.report().reason()).endsWith(": the budget does not allow more");
        driver.generations();
        driver.send(Topic.RUNS, run);
        assertThat(driver.report().state()).isEqualTo(Run.State.RUNNING);
        assertThat(driver.generations()).extracting(Job::state).containsExactly(Job.State.RUNNING);
    }

    @Test
    void generationsThatAreForNoRunChangeNothing() {
        driver.runs();
        Job other = Runs.generation(run, Job.State.FAILED, "no", null);
        driver.send(
                Topic.TASK_GENERATIONS,
                other.withGeneration(new GenerationState(
                        "generate-1", null, other.generation().progress(), null, null)));

        assertThat(driver.runs()).isEmpty();
        assertThat(driver.report().state()).isEqualTo(Run.State.RUNNING);
    }
}
