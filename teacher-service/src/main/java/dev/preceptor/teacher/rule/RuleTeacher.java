package dev.preceptor.teacher.rule;

import dev.preceptor.contracts.event.RefinementOutcome;
import dev.preceptor.teacher.lesson.Answer;
import dev.preceptor.teacher.lesson.Teacher;
import dev.preceptor.teaching.RefinementRequest;
import java.util.Optional;

/**
 * A teacher without a model: mends mistakes whose cause the feedback states, and costs nothing. Its programs are executed as those of other
 * teachers, and what no rule mends is left to the next rung.
 */
public final class RuleTeacher implements Teacher {

    @Override
    public Answer answer(RefinementRequest request) {
        String model = request.teacher().model();
        return mended(request)
                .map(code -> new Answer(RefinementOutcome.ANSWERED, code, null, model, 0, 0, Answer.Bill.FREE))
                .orElseGet(() -> Answer.without(RefinementOutcome.NO_CODE, "No rule mends this failure.", model));
    }

    private static Optional<String> mended(RefinementRequest request) {
        String attempt = request.attempt();
        String feedback = request.feedback();
        return MissingImport.mended(attempt, feedback)
                .or(() -> MisnamedFunction.mended(
                        attempt, feedback, request.task().entryPoint()));
    }
}
