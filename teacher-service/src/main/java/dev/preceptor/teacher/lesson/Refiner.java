package dev.preceptor.teacher.lesson;

import dev.preceptor.contracts.event.Refinement;
import dev.preceptor.contracts.event.RefinementBuilder;
import dev.preceptor.contracts.event.RefinementOutcome;
import dev.preceptor.contracts.python.PythonTokens;
import dev.preceptor.teaching.PreviousAnswer;
import dev.preceptor.teaching.RefinementRequest;
import dev.preceptor.teaching.ScoreRequest;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Sends a request to its teacher, again while the answer is not worth executing and attempts are left. An answer without code, and
 * one that repeats a program known to fail, use up an attempt and are not executed. If no budget allows an attempt, the next rung of the
 * ladder is asked. If the last attempt has no program to execute, and the run scores what stays untaught, the student's attempt is scored.
 */
public final class Refiner {

    private final Function<RefinementRequest, Teacher> teachers;
    private final Function<ScoreRequest, Refinement> scorer;

    /**
     * @param teachers finds the teacher of a request
     * @param scorer has an attempt scored
     */
    public Refiner(Function<RefinementRequest, Teacher> teachers, Function<ScoreRequest, Refinement> scorer) {
        this.teachers = teachers;
        this.scorer = scorer;
    }

    /** Emits the score of an attempt. Blocks while the teacher does. */
    public void score(ScoreRequest request, Consumer<Refinement> emit) {
        emit.accept(scorer.apply(request));
    }

    /**
     * Emits a refinement for each attempt, in order. Blocks while the teacher does.
     *
     * @param deferred takes over a request that is answered later; false for one that is to be answered now
     */
    public void refine(RefinementRequest first, Predicate<RefinementRequest> deferred, Consumer<Refinement> emit) {
        if (!deferred.test(first)) {
            resume(first, null, deferred, emit);
        }
    }

    /**
     * Goes on with a request that was deferred; otherwise as {@link #refine}.
     *
     * @param known the answer; null if the teacher is asked now
     */
    public void resume(
            RefinementRequest first, Answer known, Predicate<RefinementRequest> deferred, Consumer<Refinement> emit) {
        RefinementRequest request = first;
        Answer answer = known == null ? teachers.apply(request).answer(request) : known;
        while (true) {
            Refinement refinement = refinement(request, answer);
            emit.accept(refinement);
            boolean goesOn =
                    switch (refinement.outcome()) {
                        case NO_CODE, UNCHANGED, UNFUNDED -> !refinement.isLast();
                        case ANSWERED, FAULTED, SCORED, NO_SCORE -> false;
                    };
            if (!goesOn) {
                if (refinement.outcome() != RefinementOutcome.ANSWERED && refinement.isFollowedByScore()) {
                    score(ScoreRequest.after(refinement, false), emit);
                }
                return;
            }
            request = refinement.outcome() == RefinementOutcome.UNFUNDED
                    ? request.onNextRung()
                    : request.next(new PreviousAnswer(answer.code(), refinement.detail()));
            if (deferred.test(request)) {
                return;
            }
            answer = teachers.apply(request).answer(request);
        }
    }

    private static Refinement refinement(RefinementRequest request, Answer answer) {
        boolean unfunded = answer.outcome() == RefinementOutcome.UNFUNDED;
        RefinementBuilder refinement = RefinementBuilder.builder()
                .id(unfunded ? request.unfundedId(answer.bill().capUsd()) : request.id())
                .failure(request.failure())
                .assigned(request.assigned())
                .number(request.number())
                .kind(request.kind())
                .outcome(answer.outcome())
                .code(answer.code())
                .detail(answer.detail())
                .model(answer.model())
                .promptTokens(answer.promptTokens())
                .completionTokens(answer.completionTokens())
                .costUsd(answer.bill().costUsd())
                .batch(answer.bill().batch())
                .skipped(request.skipped())
                .logprobs(answer.logprobs());
        repetition(request, answer).ifPresent(detail -> refinement
                .outcome(RefinementOutcome.UNCHANGED)
                .code(null)
                .detail(detail));
        return refinement.build();
    }

    /** Says which program the answer repeats; empty where it repeats none. */
    private static Optional<String> repetition(RefinementRequest request, Answer answer) {
        if (answer.code() == null) {
            return Optional.empty();
        }
        if (request.failure() != null && PythonTokens.sameProgram(answer.code(), request.attempt())) {
            return Optional.of("The answer is the student's program again, which fails.");
        }
        PreviousAnswer previous = request.previous();
        return previous != null && PythonTokens.sameProgram(answer.code(), previous.code())
                ? Optional.of("The answer is the earlier answer again, which fails.")
                : Optional.empty();
    }
}
