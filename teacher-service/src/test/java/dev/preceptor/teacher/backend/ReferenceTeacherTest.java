package dev.preceptor.teacher.backend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.preceptor.contracts.event.RefinementOutcome;
import dev.preceptor.contracts.specification.Method;
import dev.preceptor.teacher.Given;
import dev.preceptor.teacher.lesson.Answer;
import dev.preceptor.teaching.PreviousAnswer;
import dev.preceptor.teaching.RefinementRequest;
import org.junit.jupiter.api.Test;

class ReferenceTeacherTest {

    private static final String FAR = "double = lambda number: sum([number, number])\n";
    private static final String NEAR = "def double(n):\n    return n + n\n";
    private static final String AS_NEAR = "def double(n):\n    return n * 2\n";

    private final ReferenceTeacher teacher = new ReferenceTeacher();

    private Answer ask(Method method, int number, String... solutions) {
        RefinementRequest request = RefinementRequest.firstFor(Given.failure(method, Given.reference(9), solutions));
        for (int i = 1; i < number; i++) {
            request = request.next(new PreviousAnswer(null, ""));
        }
        return teacher.answer(request);
    }

    @Test
    void givesTheNearestSolutionFirstAndEquallyNearOnesInOrder() {
        assertThat(ask(Method.PERSD, 1, FAR, AS_NEAR, NEAR).code()).isEqualTo(AS_NEAR);
        assertThat(ask(Method.PERSD, 2, FAR, AS_NEAR, NEAR).code()).isEqualTo(NEAR);
        assertThat(ask(Method.PERSD, 3, FAR, AS_NEAR, NEAR).code()).isEqualTo(FAR);
        assertThat(ask(Method.PERSD, 1, FAR, NEAR, AS_NEAR).code()).isEqualTo(NEAR);
    }

    @Test
    void solvesDirectlyWithoutALookAtTheAttempt() {
        assertThat(ask(Method.INPD, 1, FAR, NEAR).code()).isEqualTo(FAR);
        assertThat(teacher.answer(RefinementRequest.firstFor(Given.assigned(Given.task(FAR, NEAR), Given.reference(1))))
                        .code())
                .isEqualTo(FAR);
    }

    @Test
    void beyondItsSolutionsItHasNone() {
        assertThat(ask(Method.PERSD, 2, NEAR).outcome()).isEqualTo(RefinementOutcome.NO_CODE);
        assertThat(ask(Method.PERSD, 1).outcome()).isEqualTo(RefinementOutcome.NO_CODE);
    }

    @Test
    void costsNothing() {
        Answer answer = ask(Method.PERSD, 1, NEAR);

        assertThat(answer.bill().costUsd()).isZero();
        assertThat(answer.promptTokens() + answer.completionTokens()).isZero();
        assertThat(answer.model()).isEqualTo("reference");
    }
}
