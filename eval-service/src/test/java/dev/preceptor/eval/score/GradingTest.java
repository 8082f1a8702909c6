package dev.preceptor.eval.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.preceptor.contracts.event.CheckpointReference;
import dev.preceptor.contracts.event.Evaluation;
import dev.preceptor.contracts.event.Interval;
import dev.preceptor.contracts.event.TaskScore;
import dev.preceptor.contracts.specification.ExamSpecification;
import dev.preceptor.contracts.specification.ExamSpecificationBuilder;
import java.util.List;
import org.junit.jupiter.api.Test;

class GradingTest {

    private static final CheckpointReference CHECKPOINT = new CheckpointReference(1, "file:///c", "00");

    @Test
    void averagesOverTasksNotOverSamples() {
        Evaluation evaluation = grade(
                ExamSpecificationBuilder.builder().samples(4).k(List.of(1, 2)).build(),
                new TaskScore("a", 4, 4, 0),
                new TaskScore("b", 4, 1, 0));

        assertThat(evaluation.passAtK()).containsOnlyKeys("1", "2");
        assertThat(evaluation.passAtK().get("1")).isCloseTo((1 + 0.25) / 2, within(1e-12));
        assertThat(evaluation.passAtK().get("2")).isCloseTo((1 + 0.5) / 2, within(1e-12));
        assertThat(evaluation.confidence()).containsOnlyKeys("1", "2");
        assertThat(evaluation.passAtKBounds()).isEmpty();
    }

    @Test
    void leavesOutWhatWasNotJudgedInsteadOfCountingItAsFailed() {
        Evaluation evaluation = grade(
                ExamSpecificationBuilder.builder().samples(2).k(List.of(1, 2)).build(),
                new TaskScore("a", 1, 1, 1),
                new TaskScore("b", 0, 0, 2));

        assertThat(evaluation.passAtK()).containsOnlyKeys("1").containsEntry("1", 1.0);
        assertThat(evaluation.faulted()).isEqualTo(3);
        assertThat(evaluation.tasks()).isEqualTo(2);
        // If the faulted ones had failed: a passes 1 of 2 and b none. If they had passed: all pass.
        assertThat(evaluation.passAtKBounds())
                .containsEntry("1", new Interval(0.25, 1.0))
                .containsEntry("2", new Interval(0.5, 1.0));
    }

    @Test
    void repeatsExactly() {
        ExamSpecification exam = ExamSpecification.DEFAULT;
        TaskScore[] scores = {new TaskScore("a", 1, 1, 0), new TaskScore("b", 1, 0, 0)};

        assertThat(grade(exam, scores)).isEqualTo(grade(exam, scores));
    }

    private static Evaluation grade(ExamSpecification exam, TaskScore... scores) {
        return Grading.evaluate("run-1", CHECKPOINT, exam, 0, List.of(scores), 1.5, 0);
    }
}
