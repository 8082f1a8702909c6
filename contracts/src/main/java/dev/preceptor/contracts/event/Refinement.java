package dev.preceptor.contracts.event;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import dev.preceptor.contracts.Ids;
import dev.preceptor.contracts.specification.Ladder;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.List;

/**
 * The teacher's answer to a student's failed attempt, or to an assignment of its own; or its score of an attempt.
 *
 * @param failure the failed first attempt of the student, or the attempt that is scored; null if the teacher was assigned the task directly
 * @param assigned the teacher's own assignment; null if there is a failure
 * @param number the number of the attempt at this failure, from 1 over all rungs of the {@link Ladder}; a score has the number after the last
 * @param code the program; null unless ANSWERED
 * @param detail why there is no code; null if there is code
 * @param model the model that answered
 * @param costUsd cost of this answer in US dollars
 * @param batch the provider's name of the batch that held the answer; null if the request was sent by itself
 * @param skipped the numbers of the earlier attempts that no budget allowed, so that the next rung was asked
 * @param logprobs what became of the log-probabilities that the teacher was asked for; null if it was asked for none
 */
@RecordBuilder
public record Refinement(
        String id,
        TestResult failure,
        Assignment assigned,
        int number,
        RefinementKind kind,
        RefinementOutcome outcome,
        String code,
        String detail,
        String model,
        int promptTokens,
        int completionTokens,
        double costUsd,
        @JsonInclude(JsonInclude.Include.NON_NULL) String batch,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Integer> skipped,
        @JsonInclude(JsonInclude.Include.NON_NULL) AnswerLogprobs logprobs)
        implements Submission, RefinementBuilder.With {

    public Refinement {
        skipped = skipped == null ? List.of() : List.copyOf(skipped);
    }

    /**
     * The student's own answer to its failed attempt, on a ladder whose first rung is the student.
     *
     * @param attempt an attempt of a refine step in practice
     */
    static Refinement ofStudent(Attempt attempt) {
        Assignment assignment = attempt.assignment();
        TestResult failure = assignment.earlier().failure();
        boolean hasProgram = !attempt.code().isBlank();
        return RefinementBuilder.builder()
                .id(idOf(failure.id(), RefinementKind.REFINEMENT, assignment.step()))
                .failure(failure)
                .number(assignment.step())
                .kind(RefinementKind.REFINEMENT)
                .outcome(hasProgram ? RefinementOutcome.ANSWERED : RefinementOutcome.NO_CODE)
                .code(hasProgram ? attempt.code() : null)
                .detail(hasProgram ? null : "The answer holds no program.")
                .model(assignment.student().model())
                .promptTokens(attempt.promptTokens())
                .completionTokens(attempt.completionTokens())
                .build();
    }

    /** The id of a refinement before which no attempt was skipped. */
    public static String idOf(String answeredId, RefinementKind kind, int number) {
        return idOf(answeredId, kind, number, List.of());
    }

    /**
     * A refinement's id: a hash of what it answers, of the attempt's number and of the attempts that were skipped, as they determine
     * which earlier answers the prompt shows.
     */
    public static String idOf(String answeredId, RefinementKind kind, int number, List<Integer> skipped) {
        return skipped.isEmpty()
                ? Ids.of("refinement", answeredId, kind, number)
                : Ids.of("refinement", answeredId, kind, number, "skipped", skipped);
    }

    /** The id of an UNFUNDED refinement. The budget is part of it, as a larger budget leads to another refinement. */
    public static String unfundedIdOf(
            String answeredId, RefinementKind kind, int number, List<Integer> skipped, double budgetUsd) {
        return skipped.isEmpty()
                ? Ids.of("refinement", answeredId, kind, number, "unfunded", budgetUsd)
                : Ids.of("refinement", answeredId, kind, number, "skipped", skipped, "unfunded", budgetUsd);
    }

    /**
     * A copy without code and with outcome FAULTED, for an answer that an infrastructure fault kept from being judged.
     */
    public Refinement faulted(String reason) {
        return with(refinement ->
                refinement.outcome(RefinementOutcome.FAULTED).code(null).detail(reason));
    }

    @Override
    public Assignment assignment() {
        return failure != null ? failure.assignment() : assigned;
    }

    /** Where the teacher's log-probabilities at the tokens of its answer are; null if there are none. */
    @JsonIgnore
    public SoftTargets softTargets() {
        return logprobs == null ? null : logprobs.softTargets();
    }

    /** Whether no attempt at this failure follows if this one failed. If no budget allowed it, the rest of its rung is skipped. */
    @JsonIgnore
    public boolean isLast() {
        return outcome == RefinementOutcome.UNFUNDED ? ladder().isOnLastRung(number) : number >= ladder().attempts();
    }

    /** Whether this is a score of an attempt. */
    @JsonIgnore
    public boolean isScore() {
        return kind == RefinementKind.SCORE;
    }

    /** Whether the student's attempt is scored next if this answer failed. It is not if money was short: a larger budget may still teach it. */
    @JsonIgnore
    public boolean isFollowedByScore() {
        return !isScore()
                && failure != null
                && failure.assignment().teaching().scoresUntaught()
                && isLast()
                && outcome != RefinementOutcome.UNFUNDED
                && outcome != RefinementOutcome.FAULTED
                && skipped.isEmpty();
    }

    /** The name of the rung that was asked; null if the run has one teacher. */
    public String rung() {
        return ladder().nameOf(number);
    }

    /** The names of the rungs that were skipped, as no budget allowed to ask them. */
    public List<String> skippedRungs() {
        return skipped.stream().map(ladder()::nameOf).toList();
    }

    private Ladder ladder() {
        return assignment().teaching().ladder();
    }

    @Override
    public String runId() {
        return assignment().runId();
    }

    @Override
    public String key() {
        return assignment().key();
    }
}
