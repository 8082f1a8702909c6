package dev.preceptor.teacher.chat;

import dev.preceptor.contracts.event.RefinementKind;
import dev.preceptor.contracts.event.RefinementOutcome;
import dev.preceptor.contracts.event.TeacherCall;
import dev.preceptor.contracts.task.AnswerCode;
import dev.preceptor.teacher.budget.Money;
import dev.preceptor.teacher.lesson.Answer;
import dev.preceptor.teacher.lesson.Question;
import dev.preceptor.teacher.lesson.Teacher;
import dev.preceptor.teacher.prompt.ChatMessage;
import dev.preceptor.teacher.prompt.DirectPrompt;
import dev.preceptor.teacher.prompt.RefinementPrompt;
import java.util.List;

/** A language model that is asked for programs. */
public final class ChatTeacher implements Teacher {

    private final PaidChat chat;
    private final Temperature temperature;

    public ChatTeacher(PaidChat chat, Temperature temperature) {
        this.chat = chat;
        this.temperature = temperature;
    }

    @Override
    public Answer ask(Question question) {
        String occasion = String.valueOf(question.number());
        return answer(question, chat.answer(request(question), question.runId(), question.id(), occasion));
    }

    private ChatRequest request(Question question) {
        List<ChatMessage> messages = question.kind() == RefinementKind.REFINEMENT
                ? RefinementPrompt.messages(question)
                : DirectPrompt.messages(question);
        return new ChatRequest(question.teacher(), messages, temperature.of(question.number()));
    }

    private static Answer answer(Question question, Bought bought) {
        String model = question.teacher().model();
        if (bought instanceof Bought.Nothing nothing) {
            return nothing.outcome() == RefinementOutcome.UNFUNDED
                    ? Answer.unfunded(nothing.detail(), model, Money.usd(nothing.cap()))
                    : Answer.without(nothing.outcome(), nothing.detail(), model);
        }
        Bought.Reply reply = (Bought.Reply) bought;
        TeacherCall.Answer answer = reply.entry().answer();
        String code = AnswerCode.inAnswer(answer.content(), question.task().entryPoint());
        boolean none = code.isBlank();
        return new Answer(
                none ? RefinementOutcome.NO_CODE : RefinementOutcome.ANSWERED,
                none ? null : code,
                none ? "The answer held no program." : null,
                answer.model(),
                answer.promptTokens(),
                answer.completionTokens(),
                reply.paid() ? reply.entry().costUsd() : 0,
                0);
    }
}
