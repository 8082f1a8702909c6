package dev.preceptor.teacher.chat;

import dev.preceptor.contracts.event.AnswerLogprobs;
import dev.preceptor.contracts.event.TeacherCall;
import dev.preceptor.contracts.specification.TeacherSpecification;
import dev.preceptor.httpclient.completion.Completion;
import dev.preceptor.httpclient.completion.TokenUsage;

/** An answer as the log of calls holds it, whether it came by itself or in a batch. */
public final class RecordedAnswer {

    private RecordedAnswer() {}

    /** An answer whose log-probabilities were not asked for. */
    public static TeacherCall.Answer of(Completion completion, TeacherSpecification teacher) {
        return of(completion, teacher, null);
    }

    /** @param logprobs what became of its log-probabilities; null if they were not asked for */
    public static TeacherCall.Answer of(Completion completion, TeacherSpecification teacher, AnswerLogprobs logprobs) {
        TokenUsage usage = completion.usage();
        return new TeacherCall.Answer(
                completion.model().isBlank() ? teacher.model() : completion.model(),
                completion.textOrReasoning(),
                usage == null ? 0 : usage.promptTokens(),
                usage == null ? 0 : usage.completionTokens(),
                completion.finishReason(),
                usage == null ? 0 : usage.cachedTokens(),
                completion.withheld(),
                logprobs);
    }
}
