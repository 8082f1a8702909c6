package dev.preceptor.teacher.chat;

import dev.preceptor.contracts.event.AnswerLogprobs;
import dev.preceptor.contracts.event.Refinement;
import dev.preceptor.contracts.event.RefinementBuilder;
import dev.preceptor.contracts.event.RefinementKind;
import dev.preceptor.contracts.event.RefinementOutcome;
import dev.preceptor.contracts.event.TeacherCall;
import dev.preceptor.contracts.specification.TeacherSpecification;
import dev.preceptor.teacher.budget.Money;
import dev.preceptor.teacher.logprobs.ScoredAnswer;
import dev.preceptor.teaching.ScoreRequest;
import dev.preceptor.teaching.prompt.ScorePrompt;
import java.util.Optional;

/** Has a chat model score the student's attempts. Scores are paid for through the budget's log, as answers are. */
public final class ChatScorer {

    private final TeacherClient client;
    private final StudentServer students;

    /** @param students the servers of students that are their own teachers */
    public ChatScorer(TeacherClient client, StudentServer students) {
        this.client = client;
        this.students = students;
    }

    /** Blocks until there is an outcome: SCORED, NO_SCORE, UNFUNDED or FAULTED. After a crash the same score is not paid for twice. */
    public Refinement score(ScoreRequest request) {
        if (request.tokens().isEmpty()) {
            return of(request, withoutScore(request))
                    .detail("the attempt has no tokens")
                    .build();
        }
        Optional<TeacherSpecification> teacher =
                request.teacher().isSelf() ? students.teacherOf(request) : Optional.of(request.teacher());
        if (teacher.isEmpty()) {
            return of(request, RefinementOutcome.FAULTED)
                    .detail(
                            "no server of the student is known: set teacher.student-url of teacher-service, or teacher.baseUrl")
                    .build();
        }
        TeacherResponse response =
                client.answer(chatRequest(request, teacher.get()), Payer.of(request), request.id(), "");
        return response instanceof TeacherResponse.Answered answered
                ? scored(request, answered)
                : unanswered(request, (TeacherResponse.Unanswered) response);
    }

    private static ChatRequest chatRequest(ScoreRequest request, TeacherSpecification teacher) {
        return ChatRequest.toScore(
                teacher,
                ScorePrompt.messages(request),
                StudentVocabulary.of(request.judged()),
                new ScoredAnswer(request.tokens(), request.settings().topK()));
    }

    private static Refinement scored(ScoreRequest request, TeacherResponse.Answered response) {
        TeacherCall.Answer answer = response.entry().answer();
        AnswerLogprobs logprobs = answer.logprobs();
        String problem = logprobs == null ? "the answer in the log has none" : logprobs.problem();
        return of(request, problem == null ? RefinementOutcome.SCORED : withoutScore(request))
                .detail(problem)
                .model(answer.model())
                .promptTokens(answer.promptTokens())
                .completionTokens(answer.completionTokens())
                .costUsd(response.paid() ? response.entry().costUsd() : 0)
                .logprobs(logprobs)
                .build();
    }

    private static Refinement unanswered(ScoreRequest request, TeacherResponse.Unanswered response) {
        RefinementBuilder refinement = of(
                        request,
                        response.outcome() == RefinementOutcome.NO_SCORE ? withoutScore(request) : response.outcome())
                .detail(response.detail());
        return response.outcome() == RefinementOutcome.UNFUNDED
                ? refinement.id(request.unfundedId(Money.usd(response.cap()))).build()
                : refinement.build();
    }

    /** What an attempt without a score that can be used is, by {@code opd.onBadScore}. */
    private static RefinementOutcome withoutScore(ScoreRequest request) {
        return request.settings().faultsOnBadScore() ? RefinementOutcome.FAULTED : RefinementOutcome.NO_SCORE;
    }

    private static RefinementBuilder of(ScoreRequest request, RefinementOutcome outcome) {
        return RefinementBuilder.builder()
                .id(request.id())
                .failure(request.judged())
                .number(request.number())
                .kind(RefinementKind.SCORE)
                .outcome(outcome)
                .model(request.teacher().model());
    }
}
