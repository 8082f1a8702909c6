package dev.preceptor.run.difference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.preceptor.contracts.event.CheckpointReference;
import dev.preceptor.contracts.event.Evaluation;
import dev.preceptor.contracts.event.EvaluationBuilder;
import dev.preceptor.contracts.event.TaskScore;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ExamDifferencesTest {

    private static Evaluation exam(String runId, TaskScore... scores) {
        return EvaluationBuilder.builder()
                .id(runId + "-exam")
                .runId(runId)
                .checkpoint(new CheckpointReference(1, "somewhere", runId))
                .tasks(scores.length)
                .samples(2)
                .passAtK(Map.of())
                .confidence(Map.of())
                .scores(List.of(scores))
                .build();
    }

    private static TaskScore score(String task, int samples, int passed) {
        return new TaskScore(task, samples, passed, 2 - samples);
    }

    private final Evaluation first =
            exam("first", score("a", 2, 0), score("b", 2, 1), score("c", 2, 2), score("d", 2, 2), score("lost", 0, 0));
    private final Evaluation second =
            exam("second", score("a", 2, 2), score("b", 1, 1), score("c", 2, 1), score("d", 2, 2), score("lost", 2, 2));
    private final Evaluation third = exam("third", score("x", 2, 1));

    @Test
    void tasksFlipByTheShareOfTheirJudgedSamples() {
        List<TaskFlip> flips = TaskFlips.between(first, second);

        assertThat(flips).extracting(TaskFlip::taskId).containsExactly("a", "b", "c");
        assertThat(flips).extracting(TaskFlip::isGain).containsExactly(true, true, false);
        assertThat(TaskFlips.between(second, first))
                .extracting(TaskFlip::isGain)
                .containsExactly(false, false, true);
        assertThat(TaskFlips.between(first, first)).isEmpty();
    }

    /**
     * The differences are 1, 0.5, -0.5 and 0. Of the eight signs of the three that are not 0, those whose sum is at least 1 away from 0 are
     * 1+0.5+0.5, 1+0.5-0.5, 1-0.5+0.5 and their opposites: 6 of 8.
     */
    @Test
    void aDifferenceIsTestedInPairsOfTasks() {
        ExamDifference difference =
                new ExamDifferences().between(List.of(first, second)).get(0);

        assertThat(difference.from()).isEqualTo(new ExamDifference.ExamOf("first", 1));
        assertThat(difference.to()).isEqualTo(new ExamDifference.ExamOf("second", 1));
        assertThat(difference.difference()).isCloseTo(0.25, within(1e-12));
        assertThat(difference.pValue()).isCloseTo(0.75, within(1e-12));
        assertThat(difference.tasks()).isEqualTo(4);
        assertThat(difference.gained()).isEqualTo(2);
        assertThat(difference.lost()).isEqualTo(1);
    }

    @Test
    void eachExamIsComparedWithThoseBeforeItThatHaveTasksInCommon() {
        ExamDifferences differences = new ExamDifferences();

        List<ExamDifference> tested = differences.between(List.of(first, third, second));

        assertThat(tested).hasSize(1);
        assertThat(differences.between(List.of(first, second)).get(0))
                .as("kept")
                .isSameAs(tested.get(0));
    }
}
