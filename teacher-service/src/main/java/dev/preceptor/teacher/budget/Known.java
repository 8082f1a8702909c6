package dev.preceptor.teacher.budget;

import dev.preceptor.contracts.event.TeacherCall;
import dev.preceptor.contracts.event.TeacherCall.Answer;

/**
 * A call as its last entry left it, in little memory.
 *
 * @param call without the text of its answer
 * @param text where that lies; null where there is none
 */
record Known(TeacherCall call, AnswerTexts.Place text) {

    static Known of(TeacherCall entry, AnswerTexts texts) {
        String text = entry.answer() == null ? null : entry.answer().content();
        return text == null ? new Known(entry, null) : new Known(with(entry, null), texts.keep(text));
    }

    /** The entry as it was written. */
    TeacherCall whole(AnswerTexts texts) {
        return text == null ? call : with(call, texts.text(text));
    }

    private static TeacherCall with(TeacherCall call, String text) {
        Answer answer = call.answer();
        return new TeacherCall(
                call.callId(),
                call.runId(),
                call.number(),
                call.state(),
                call.greatestCostUsd(),
                call.costUsd(),
                call.owner(),
                call.at(),
                call.deadline(),
                new Answer(
                        answer.model(),
                        text,
                        answer.promptTokens(),
                        answer.completionTokens(),
                        answer.finishReason(),
                        answer.cachedTokens()),
                call.detail(),
                call.purse(),
                call.refinementId(),
                call.turn());
    }
}
