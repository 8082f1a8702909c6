package dev.preceptor.teacher.chat;

import dev.preceptor.contracts.event.AnswerLogprobs;
import dev.preceptor.contracts.event.RefinementOutcome;
import dev.preceptor.contracts.event.TeacherCall;
import dev.preceptor.contracts.specification.TeacherSpecification;
import dev.preceptor.httpclient.RetryPolicy;
import dev.preceptor.httpclient.completion.Completion;
import dev.preceptor.httpclient.completion.TokenUsage;
import dev.preceptor.teacher.budget.Budget;
import dev.preceptor.teacher.budget.BudgetRequest;
import dev.preceptor.teacher.budget.Money;
import dev.preceptor.teacher.budget.PendingReservation;
import dev.preceptor.teacher.budget.Plan;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;

/**
 * One request to the teacher, with its retries. Each try asks the budget for a plan, reserves the money, sends the HTTP request and
 * records the outcome. Used once, by one thread.
 */
final class TeacherRequest {

    private final ChatRequest request;
    private final BudgetRequest budgetRequest;
    private final String key;
    private final Connection connection;
    private final Budget budget;
    private final TeacherClient.Shared shared;
    private int failures;
    /** The defect of the last response that could not be read; null before the first. A second one of the kind ends the request. */
    private String unreadable;

    /** @param key null for none */
    TeacherRequest(
            ChatRequest request,
            BudgetRequest budgetRequest,
            String key,
            Connection connection,
            TeacherClient.Shared shared) {
        this.request = request;
        this.budgetRequest = budgetRequest;
        this.key = key;
        this.connection = connection;
        this.budget = shared.budget();
        this.shared = shared;
    }

    /** Identifies the answer; equal requests have equal ids. */
    String callId() {
        return budgetRequest.callId();
    }

    /**
     * Blocks until there is an answer or there can be none. The budget ends the loop, as it counts the HTTP requests, including those
     * of processes that died.
     */
    TeacherResponse run() {
        while (true) {
            Plan plan = budget.plan(budgetRequest);
            if (plan instanceof Plan.Reuse reuse) {
                return answered(reuse.answered());
            } else if (plan instanceof Plan.Unfunded unfunded) {
                shared.metrics().declined();
                return new TeacherResponse.Unanswered(RefinementOutcome.UNFUNDED, unfunded.detail(), unfunded.cap());
            } else if (plan instanceof Plan.GivenUp givenUp) {
                return new TeacherResponse.Unanswered(RefinementOutcome.FAULTED, givenUp.detail(), 0);
            }
            Optional<String> unscorable = whyUnscorable();
            if (unscorable.isPresent()) {
                return new TeacherResponse.Unanswered(RefinementOutcome.NO_SCORE, unscorable.get(), 0);
            }
            Optional<ChatReply> failure = sendOnce().flatMap(this::record);
            if (failure.isPresent()) {
                Optional<String> finalFailure = delayRetry(failure.get());
                if (finalFailure.isPresent()) {
                    return new TeacherResponse.Unanswered(RefinementOutcome.FAULTED, finalFailure.get(), 0);
                }
            }
        }
    }

    /** Before money is reserved: why a score could not be used. */
    private Optional<String> whyUnscorable() {
        return request.scored() == null
                ? Optional.empty()
                : connection.endpoint().whyUnscorable(request);
    }

    /** An answer that was bought for another refinement is recorded as CACHED and costs nothing. */
    private TeacherResponse answered(TeacherCall answered) {
        boolean boughtForThis = answered.refinementId() == null
                || answered.refinementId().equals(budgetRequest.requester().refinementId());
        if (!boughtForThis) {
            budget.recordCached(budgetRequest, answered);
            shared.metrics().cached();
        }
        return new TeacherResponse.Answered(answered, boughtForThis, budget.nameOfBatch(answered));
    }

    /** Sends one HTTP request, with the money and the turn for it; empty where the budget grants none. */
    private Optional<Sent> sendOnce() {
        connection.limiter().acquire();
        try {
            return reserve()
                    .flatMap(budget::awaitDecision)
                    .flatMap(budget::awaitTurn)
                    .map(this::send);
        } finally {
            connection.limiter().release();
        }
    }

    /** Waits for the endpoint's next turn and reserves it. Other threads may go on once its place in the log is fixed. */
    private Optional<PendingReservation> reserve() {
        connection.limiter().lockTurn();
        try {
            budget.awaitNextTurn(budgetRequest.rateLimit(), connection.limiter().pausedUntil());
            return budget.reserve(budgetRequest);
        } finally {
            connection.limiter().unlockTurn();
        }
    }

    private Sent send(TeacherCall reserved) {
        long started = System.nanoTime();
        ChatReply reply;
        try {
            reply = connection.endpoint().send(request, key);
        } catch (RuntimeException e) {
            budget.recordFailed(reserved, budgetRequest.greatestCost(), "the request was broken off");
            throw e;
        }
        shared.metrics().request(reply, Duration.ofNanos(System.nanoTime() - started));
        return new Sent(reserved, reply);
    }

    /** Records the outcome of an HTTP request; returns the reply where it is a failure. */
    private Optional<ChatReply> record(Sent sent) {
        if (sent.reply() instanceof ChatReply.Answered answered) {
            recordAnswered(sent.reserved(), answered);
            return Optional.empty();
        }
        long cost = sent.reply().mayBeBilled() ? budgetRequest.greatestCost() : 0;
        budget.recordFailed(sent.reserved(), cost, detail(sent.reply()));
        return Optional.of(sent.reply());
    }

    private void recordAnswered(TeacherCall reserved, ChatReply.Answered answered) {
        Completion completion = answered.completion();
        TokenUsage usage = completion.usage();
        long cost = usage == null
                ? budgetRequest.greatestCost()
                : Money.cost(
                        request.teacher().pricePerMillionTokens(),
                        usage.promptTokens(),
                        usage.completionTokens(),
                        usage.cachedTokens());
        connection.log().answered();
        if (usage == null) {
            connection.log().uncounted(request.teacher().baseUrl(), Money.usd(cost));
        } else if (cost > budgetRequest.greatestCost()) {
            double excess = Money.usd(cost - budgetRequest.greatestCost());
            connection
                    .log()
                    .overcharged(request.teacher().baseUrl(), usage.promptTokens(), usage.completionTokens(), excess);
        }
        budget.recordAnswered(
                reserved, cost, RecordedAnswer.of(completion, request.teacher(), logprobs(reserved, answered)));
    }

    /** Keeps the log-probabilities of an answer, or of the answer that is scored; null if they are not asked for. */
    private AnswerLogprobs logprobs(TeacherCall reserved, ChatReply.Answered answered) {
        String purse = budgetRequest.requester().purse();
        Consumer<Duration> extend = delay -> budget.extend(reserved, delay);
        if (request.scored() != null) {
            AnswerLogprobs score = answered.withoutLogprobs() == null
                    ? shared.logprobs().keepScore(purse, answered.completion(), request.scored(), extend)
                    : AnswerLogprobs.without(answered.withoutLogprobs());
            if (score.problem() != null) {
                connection.log().withoutScore(request.teacher().baseUrl(), score.problem());
            }
            return score;
        }
        Integer width = request.teacher().logprobs();
        if (width == null) {
            return null;
        }
        AnswerLogprobs kept = answered.withoutLogprobs() == null
                ? shared.logprobs().keep(purse, answered.completion(), width, extend)
                : AnswerLogprobs.without(answered.withoutLogprobs());
        if (kept.problem() != null) {
            connection.log().withoutLogprobs(request.teacher().baseUrl(), kept.problem());
        }
        return kept;
    }

    /** Waits until the request may be retried; returns the reason where it must not be retried. */
    private Optional<String> delayRetry(ChatReply reply) {
        failures++;
        shared.metrics().failed();
        connection.log().failed(failures, detail(reply));
        RetryPolicy retries = shared.retries();
        if (reply instanceof ChatReply.Lost lost && lost.responded()) {
            String defect = lost.detail().split(":", 2)[0];
            if (defect.equals(unreadable)) {
                return Optional.of(detail(reply) + " (twice)");
            }
            unreadable = defect;
        }
        if (reply instanceof ChatReply.Refused refused) {
            if (refused.adapted()) {
                return Optional.empty();
            }
            if (!Refusals.isRetryable(refused.refusal())) {
                return Optional.of(detail(reply));
            }
            Duration retryAfter = refused.refusal().retryAfter();
            if (retries.isTooLong(retryAfter)) {
                return Optional.of(detail(reply) + "; it asks to wait " + retryAfter.toSeconds() + " s");
            }
            if (retryAfter != null) {
                connection.limiter().pauseFor(retryAfter);
                return Optional.empty();
            }
        }
        if (retries.allowsAnotherAfter(failures)) {
            shared.shutdown().sleep(retries.backoff(failures, ThreadLocalRandom.current()));
        }
        return Optional.empty();
    }

    private String detail(ChatReply reply) {
        TeacherSpecification teacher = request.teacher();
        if (reply instanceof ChatReply.Refused refused) {
            return Refusals.explain(refused.refusal(), teacher);
        }
        String detail = reply instanceof ChatReply.Lost lost ? lost.detail() : ((ChatReply.Unreached) reply).detail();
        return "the teacher at " + teacher.baseUrl() + ": " + detail;
    }

    /** An HTTP request that was sent, and the server's reply. */
    private record Sent(TeacherCall reserved, ChatReply reply) {}
}
