package dev.preceptor.teacher.chat;

import dev.preceptor.contracts.event.RefinementKind;
import dev.preceptor.contracts.event.RefinementOutcome;
import dev.preceptor.contracts.event.TeacherCall;
import dev.preceptor.teacher.budget.Money;
import dev.preceptor.teacher.lesson.Answer;
import dev.preceptor.teacher.lesson.Teacher;
import dev.preceptor.teaching.RefinementRequest;
import dev.preceptor.teaching.prompt.ChatMessage;
import dev.preceptor.teaching.prompt.DirectPrompt;
import dev.preceptor.teaching.prompt.RefinementPrompt;
import java.util.List;

/** A teacher that is a chat model: prompts it and extracts the program from its answer. */
public final class ChatTeacher implements Teacher {

    private final TeacherClient client;
    private final Temperature temperature;

    public ChatTeacher(TeacherClient client, Temperature temperature) {
        this.client = client;
        this.temperature = temperature;
    }

    @Override
    public Answer answer(RefinementRequest request) {
        TeacherResponse response =
                client.answer(chatRequest(request), Payer.of(request), request.id(), attemptKey(request));
        return response instanceof TeacherResponse.Answered answered
                ? answer(request, answered)
                : unanswered(request, (TeacherResponse.Unanswered) response);
    }

    /** Distinguishes the attempts of one teacher at one failure. */
    public static String attemptKey(RefinementRequest request) {
        return String.valueOf(request.numberOfTeacher());
    }

    /** What the model is asked. */
    public ChatRequest chatRequest(RefinementRequest request) {
        boolean refinement = request.kind() == RefinementKind.REFINEMENT;
        List<ChatMessage> messages = refinement ? RefinementPrompt.messages(request) : DirectPrompt.messages(request);
        return new ChatRequest(
                request.teacher(),
                messages,
                temperature.of(request.numberOfTeacher()),
                refinement ? RefinementPrompt.normalForm(request) : messages,
                StudentVocabulary.of(request.failure()),
                null);
    }

    private static Answer unanswered(RefinementRequest request, TeacherResponse.Unanswered response) {
        String model = request.teacher().model();
        return response.outcome() == RefinementOutcome.UNFUNDED
                ? Answer.unfunded(response.detail(), model, Money.usd(response.cap()))
                : Answer.without(response.outcome(), response.detail(), model);
    }

    private static Answer answer(RefinementRequest request, TeacherResponse.Answered response) {
        TeacherCall.Answer answer = response.entry().answer();
        AnsweredProgram program = AnsweredProgram.of(answer, request);
        return new Answer(
                program.code() == null ? RefinementOutcome.NO_CODE : RefinementOutcome.ANSWERED,
                program.code(),
                program.problem(),
                answer.model(),
                answer.promptTokens(),
                answer.completionTokens(),
                new Answer.Bill(response.paid() ? response.entry().costUsd() : 0, 0, response.batch()),
                answer.logprobs());
    }
}
