package dev.preceptor.teacher.lesson;

import dev.preceptor.contracts.event.Refinement;
import dev.preceptor.contracts.event.RefinementOutcome;
import dev.preceptor.teacher.program.PythonTokens;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Puts a question to its teacher until there is a program to judge, or no attempt is left. An answer without code, and one
 * that gives back a program known to fail, use up an attempt and are not executed.
 */
public final class Tutor {

    private final Function<Question, Teacher> teachers;

    /** @param teachers finds the teacher whom a question is for */
    public Tutor(Function<Question, Teacher> teachers) {
        this.teachers = teachers;
    }

    /** Hands over a refinement for every attempt that it took, in order; blocks for as long as the teacher does. */
    public void answer(Question first, Consumer<Refinement> emit) {
        Question question = first;
        while (true) {
            Answer answer = teachers.apply(question).ask(question);
            Refinement refinement = refinement(question, answer);
            emit.accept(refinement);
            boolean fruitless = refinement.outcome() == RefinementOutcome.NO_CODE
                    || refinement.outcome() == RefinementOutcome.UNCHANGED;
            if (!fruitless || refinement.isLast()) {
                return;
            }
            question = question.after(new PreviousTry(answer.code(), refinement.detail()));
        }
    }

    private static Refinement refinement(Question question, Answer answer) {
        String unchanged = unchanged(question, answer);
        return new Refinement(
                answer.outcome() == RefinementOutcome.UNFUNDED ? question.unfundedId(answer.capUsd()) : question.id(),
                question.failure(),
                question.assigned(),
                question.number(),
                question.kind(),
                unchanged == null ? answer.outcome() : RefinementOutcome.UNCHANGED,
                unchanged == null ? answer.code() : null,
                unchanged == null ? answer.detail() : unchanged,
                answer.model(),
                answer.promptTokens(),
                answer.completionTokens(),
                answer.costUsd());
    }

    private static String unchanged(Question question, Answer answer) {
        if (answer.code() == null) {
            return null;
        }
        if (question.failure() != null && PythonTokens.sameProgram(answer.code(), question.attempt())) {
            return "The answer is the student's program again, which fails.";
        }
        PreviousTry previous = question.previous();
        return previous != null && PythonTokens.sameProgram(answer.code(), previous.code())
                ? "The answer is the earlier answer again, which fails."
                : null;
    }
}
