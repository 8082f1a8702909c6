package dev.preceptor.student.context;

import static org.assertj.core.api.Assertions.assertThat;

import dev.preceptor.contracts.event.Assignment;
import dev.preceptor.contracts.event.Purpose;
import dev.preceptor.contracts.specification.StudentSpecification;
import dev.preceptor.student.Assignments;
import org.junit.jupiter.api.Test;

class AnswerRoomTest {

    /** At most 12 tokens may be generated. */
    private static final Assignment PRACTICE = Assignments.of("t/1", StudentSpecification.of("tiny"), null, 0);

    @Test
    void promptAndAnswerMayFillTheContext() {
        AnswerRoom room = new AnswerRoom(PRACTICE, 88, 100);

        assertThat(room.refusal()).isEmpty();
        assertThat(room.shortage()).isEmpty();
    }

    @Test
    void anAnswerThatWillBeCutIsToldWithTheSettingThatWouldFit() {
        AnswerRoom room = new AnswerRoom(PRACTICE, 89, 100);

        assertThat(room.refusal()).isEmpty();
        assertThat(room.shortage().orElseThrow())
                .startsWith("the prompt of the task t/1 has 89 tokens, and practice.maxTokens is 12: together more than"
                        + " the 100 tokens that the student's context has (")
                .endsWith("set practice.maxTokens to at most 11, or leave the tasks out");
        Assignment exam = PRACTICE.with(changed -> changed.purpose(Purpose.EXAM));
        assertThat(new AnswerRoom(exam, 89, 100).shortage().orElseThrow()).contains("exam.maxTokens is 12");
    }

    @Test
    void aPromptThatFillsTheContextIsRefused() {
        assertThat(new AnswerRoom(PRACTICE, 99, 100).refusal()).isEmpty();
        assertThat(new AnswerRoom(PRACTICE, 100, 100).refusal().orElseThrow())
                .startsWith("the prompt of the task t/1 has 100 tokens, and prompt and answer together may have 100 (")
                .endsWith("; leave the task out");
    }
}
