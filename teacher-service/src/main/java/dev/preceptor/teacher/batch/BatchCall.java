package dev.preceptor.teacher.batch;

import dev.preceptor.teacher.budget.BudgetLedger;
import dev.preceptor.teacher.budget.BudgetRequest;
import dev.preceptor.teacher.budget.CallIds;
import dev.preceptor.teacher.budget.RateLimit;
import dev.preceptor.teacher.budget.Requester;
import dev.preceptor.teacher.chat.ChatRequest;
import dev.preceptor.teacher.chat.ChatTeacher;
import dev.preceptor.teacher.chat.Payer;
import dev.preceptor.teaching.RefinementRequest;
import java.time.Duration;

/**
 * A request of a batch, as the budget and the provider see it. The budget knows it under the id that it would have outside of a batch.
 *
 * @param chat with the prices of a batch
 */
record BatchCall(ChatRequest chat, BudgetRequest budget) {

    /** The ids of the answer to a request. */
    static CallIds idsOf(RefinementRequest request, ChatTeacher prompts) {
        return prompts.chatRequest(request).callIds(Payer.of(request).purse(), ChatTeacher.attemptKey(request));
    }

    /** @param ledger knows under which id the answer is in the log */
    static BatchCall of(RefinementRequest request, ChatTeacher prompts, BudgetLedger ledger) {
        ChatRequest live = prompts.chatRequest(request);
        ChatRequest chat = new ChatRequest(
                live.teacher().withPricePerMillionTokens(live.teacher().pricesPaid()),
                live.messages(),
                live.temperature(),
                live.form(),
                live.student(),
                null);
        Payer payer = Payer.of(request);
        String callId = ledger.callId(payer.purse(), chat.callIds(payer.purse(), ChatTeacher.attemptKey(request)));
        return new BatchCall(
                chat,
                new BudgetRequest(
                        callId,
                        new Requester(payer.purse(), payer.runId(), request.id()),
                        chat.greatestCost(),
                        payer.cap(),
                        Duration.ZERO,
                        new RateLimit("", Duration.ZERO),
                        payer.rung()));
    }
}
