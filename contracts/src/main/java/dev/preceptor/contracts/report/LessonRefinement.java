package dev.preceptor.contracts.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.preceptor.contracts.event.AnswerLogprobs;
import dev.preceptor.contracts.event.Refinement;
import dev.preceptor.contracts.event.RefinementOutcome;
import dev.preceptor.contracts.event.TestResult;
import dev.preceptor.contracts.event.Verdict;
import io.soabase.recordbuilder.core.RecordBuilder;

/**
 * An answer of the teacher in a lesson.
 *
 * @param number the number of the attempt at the failure, from 1 over all rungs
 * @param model the model that answered
 * @param code the program; null unless ANSWERED
 * @param detail why there is no program, or why it could not be judged; null otherwise
 * @param verdict null while the program is not judged
 * @param tests the result of each test of the program; null while it is not judged
 * @param feedback the description of the program's failure; null if it passed
 * @param costUsd cost of the answer in US dollars
 * @param rung the name of the rung of the ladder that was asked; null if the run has one teacher
 * @param batch the provider's name of the batch that held the answer; null if the request was sent by itself
 * @param logprobs what became of the log-probabilities that the teacher was asked for; null if it was asked for none
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@RecordBuilder
public record LessonRefinement(
        String id,
        int number,
        String model,
        RefinementOutcome outcome,
        String code,
        String detail,
        Verdict verdict,
        TestCounts tests,
        String feedback,
        int promptTokens,
        int completionTokens,
        double costUsd,
        String rung,
        String batch,
        AnswerLogprobs logprobs)
        implements LessonRefinementBuilder.With {

    /** The answer before it is judged. */
    public static LessonRefinement of(Refinement answer) {
        return LessonRefinementBuilder.builder()
                .id(answer.id())
                .number(answer.number())
                .model(answer.model())
                .outcome(answer.outcome())
                .code(answer.code())
                .detail(answer.detail())
                .promptTokens(answer.promptTokens())
                .completionTokens(answer.completionTokens())
                .costUsd(answer.costUsd())
                .rung(answer.rung())
                .batch(answer.batch())
                .logprobs(answer.logprobs())
                .build();
    }

    /** The answer with the result of its program. */
    public LessonRefinement judged(TestResult result) {
        return with(refinement -> refinement
                .verdict(result.verdict())
                .tests(TestCounts.of(result.cases()))
                .feedback(result.feedback())
                .detail(result.detail()));
    }
}
