package dev.preceptor.eval.exam;

import static dev.preceptor.eval.exam.Judgement.FAILED;
import static dev.preceptor.eval.exam.Judgement.FAULTED;
import static dev.preceptor.eval.exam.Judgement.PASSED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.preceptor.contracts.event.EarlierAttempt;
import dev.preceptor.contracts.event.TaskScore;
import org.junit.jupiter.api.Test;

class TaskExamTest {

    private static final EarlierAttempt WRONG = new EarlierAttempt("a", "def f(): pass", "f() returned None");

    @Test
    void endsWhenEachSampleIsJudged() {
        TaskExam task = TaskExam.open("t", 2, 0).with(answer(1, 0, FAILED, null));
        assertThat(task.ended()).isFalse();

        TaskExam ended = task.with(answer(0, 0, PASSED, null));
        assertThat(ended.ended()).isTrue();
        assertThat(ended.score(0)).isEqualTo(new TaskScore("t", 2, 1, 0));
    }

    @Test
    void dropsWhatItSawAlreadyAndWhatItNeverAskedFor() {
        TaskExam task = TaskExam.open("t", 1, 0).with(answer(0, 0, PASSED, null));

        assertThat(task.with(answer(0, 0, FAILED, null))).isEqualTo(task);
        assertThat(task.with(answer(1, 0, FAILED, null))).isEqualTo(task);
        assertThat(TaskExam.open("t", 1, 2).with(answer(0, 1, PASSED, null))).isEqualTo(TaskExam.open("t", 1, 2));
    }

    @Test
    void asksForAMendedAnswerWhilePublicTestsFailAndStepsAreLeft() {
        TaskExam task = TaskExam.open("t", 1, 1);
        AnswerJudged first = answer(0, 0, FAILED, WRONG);
        AnswerJudged second = answer(0, 1, FAILED, WRONG);

        assertThat(task.asksAgain(first)).isTrue();
        TaskExam mending = task.with(first);
        assertThat(mending.ended()).isFalse();
        assertThat(mending.asksAgain(second)).isFalse();
        assertThat(mending.with(second).ended()).isTrue();
    }

    @Test
    void keepsAnAnswerThatNeedsNoMendingForAllLaterSteps() {
        TaskExam task = TaskExam.open("t", 2, 2)
                .with(answer(0, 0, FAILED, null))
                .with(answer(1, 0, FAILED, WRONG))
                .with(answer(1, 1, PASSED, null));

        assertThat(task.ended()).isTrue();
        assertThat(task.score(0)).isEqualTo(new TaskScore("t", 2, 0, 0));
        assertThat(task.score(1)).isEqualTo(new TaskScore("t", 2, 1, 0));
        assertThat(task.score(2)).isEqualTo(new TaskScore("t", 2, 1, 0));
    }

    @Test
    void countsLostAnswersNeitherWay() {
        TaskExam task =
                TaskExam.open("t", 2, 0).with(answer(0, 0, PASSED, null)).faulted();

        assertThat(task.score(0)).isEqualTo(new TaskScore("t", 1, 1, 1));
        assertThat(FAULTED).isNotEqualTo(FAILED);
    }

    private static AnswerJudged answer(int sample, int step, Judgement judgement, EarlierAttempt toMend) {
        return AnswerJudgedBuilder.builder()
                .runId("run")
                .taskId("t")
                .sample(sample)
                .step(step)
                .judgement(judgement)
                .showsTests(true)
                .toMend(toMend)
                .build();
    }
}
