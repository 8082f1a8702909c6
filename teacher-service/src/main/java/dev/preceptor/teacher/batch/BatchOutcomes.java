package dev.preceptor.teacher.batch;

import dev.preceptor.contracts.event.TeacherCall;
import dev.preceptor.contracts.event.TeacherCall.State;
import dev.preceptor.contracts.specification.TeacherSpecification;
import dev.preceptor.httpclient.RetryPolicy;
import dev.preceptor.httpclient.completion.Completion;
import dev.preceptor.httpclient.completion.ServerRefusal;
import dev.preceptor.httpclient.completion.TokenUsage;
import dev.preceptor.teacher.budget.Money;
import dev.preceptor.teacher.chat.ChatReply;
import dev.preceptor.teacher.chat.RecordedAnswer;
import java.time.Instant;

/** The log's entries for the outcomes of calls in a batch. */
final class BatchOutcomes {

    private BatchOutcomes() {}

    /** The name of a call's request in its batch: 32 hexadecimal digits, a dash and a number. */
    static String customId(TeacherCall call) {
        return call.callId() + "-" + call.number();
    }

    /** The outcome of a call by its result. */
    static TeacherCall of(TeacherCall reserved, ChatReply reply, TeacherSpecification teacher, Instant now) {
        if (reply instanceof ChatReply.Answered answered) {
            return answered(reserved, answered.completion(), teacher, now);
        }
        if (reply instanceof ChatReply.Refused refused) {
            ServerRefusal refusal = refused.refusal();
            boolean last = !refused.adapted() && !RetryPolicy.isRetryable(refusal.status());
            String detail = "the batch's server refused the request (" + refusal.status() + "): " + refusal.message();
            TeacherCall failed = refusal.mayBeBilled() ? unknown(reserved, detail, now) : free(reserved, detail, now);
            return last ? failed.withBatch(failed.batch().refused()) : failed;
        }
        return reply instanceof ChatReply.Unreached unreached
                ? free(reserved, "the batch did not answer the request: " + unreached.detail(), now)
                : unknown(reserved, "in the batch: " + ((ChatReply.Lost) reply).detail(), now);
    }

    private static TeacherCall answered(
            TeacherCall reserved, Completion completion, TeacherSpecification teacher, Instant now) {
        TokenUsage usage = completion.usage();
        double cost = usage == null
                ? reserved.greatestCostUsd()
                : Money.usd(Money.cost(
                        teacher.pricesPaid(), usage.promptTokens(), usage.completionTokens(), usage.cachedTokens()));
        return reserved.with(call ->
                call.state(State.ANSWERED).costUsd(cost).at(now).answer(RecordedAnswer.of(completion, teacher)));
    }

    /** A call that the provider did not process. */
    static TeacherCall free(TeacherCall reserved, String detail, Instant now) {
        return reserved.with(call -> call.state(State.FAILED).costUsd(0).at(now).detail(detail));
    }

    /** A call that the provider may have processed. */
    static TeacherCall unknown(TeacherCall reserved, String detail, Instant now) {
        return reserved.with(call -> call.state(State.FAILED)
                .costUsd(reserved.greatestCostUsd())
                .at(now)
                .detail(detail));
    }

    /** A call whose batch was not created, as its reservation came to nothing. */
    static TeacherCall declined(TeacherCall reserved, Instant now) {
        return reserved.with(
                call -> call.state(State.DECLINED).costUsd(0).at(now).detail("its batch was not sent"));
    }
}
