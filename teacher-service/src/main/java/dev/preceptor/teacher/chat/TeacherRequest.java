package dev.preceptor.teacher.chat;

import dev.preceptor.contracts.event.RefinementOutcome;
import dev.preceptor.contracts.event.TeacherCall;
import dev.preceptor.contracts.specification.TeacherSpecification;
import dev.preceptor.httpclient.RetryPolicy;
import dev.preceptor.teacher.budget.Budget;
import dev.preceptor.teacher.budget.BudgetRequest;
import dev.preceptor.teacher.budget.Money;
import dev.preceptor.teacher.budget.PendingReservation;
import dev.preceptor.teacher.budget.Plan;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.jboss.logging.Logger;

/**
 * One request to the teacher, with its retries. Each try asks the budget for a plan, reserves the money, sends the HTTP request and
 * records the outcome. Used once, by one thread.
 */
final class TeacherRequest {

    private static final Logger LOG = Logger.getLogger(TeacherRequest.class);

    private final ChatRequest request;
    private final BudgetRequest budgetRequest;
    private final String key;
    private final Connection connection;
    private final Budget budget;
    private final TeacherClient.Shared shared;
    private int failures;

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
            Optional<ChatReply> failure = sendOnce().flatMap(this::record);
            if (failure.isPresent()) {
                Optional<String> finalFailure = delayRetry(failure.get());
                if (finalFailure.isPresent()) {
                    return new TeacherResponse.Unanswered(RefinementOutcome.FAULTED, finalFailure.get(), 0);
                }
            }
        }
    }

    /** An answer that was bought for another refinement is recorded as CACHED; nobody pays for it again. */
    private TeacherResponse answered(TeacherCall answered) {
        boolean boughtForThis = answered.refinementId() == null
                || answered.refinementId().equals(budgetRequest.requester().refinementId());
        if (!boughtForThis) {
            budget.recordCached(budgetRequest, answered);
            shared.metrics().cached();
        }
        return new TeacherResponse.Answered(answered, boughtForThis);
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

    private void recordAnswered(TeacherCall reserved, ChatReply.Answered reply) {
        ChatReply.Usage usage = reply.usage();
        long cost = usage == null
                ? budgetRequest.greatestCost()
                : Money.cost(
                        request.teacher().pricePerMillionTokens(),
                        usage.promptTokens(),
                        usage.completionTokens(),
                        usage.cachedTokens());
        if (cost > budgetRequest.greatestCost()) {
            LOG.warnf(
                    "%s reports %d + %d tokens, more than the request allows: the run's cap may be exceeded by %.6f US"
                            + " dollars",
                    request.teacher().baseUrl(),
                    usage.promptTokens(),
                    usage.completionTokens(),
                    Money.usd(cost - budgetRequest.greatestCost()));
        }
        TeacherCall.Answer answer = new TeacherCall.Answer(
                reply.model().isBlank() ? request.teacher().model() : reply.model(),
                reply.content(),
                usage == null ? 0 : usage.promptTokens(),
                usage == null ? 0 : usage.completionTokens(),
                reply.finishReason(),
                usage == null ? 0 : usage.cachedTokens());
        budget.recordAnswered(reserved, cost, answer);
    }

    /** Waits until the request may be retried; returns the reason where it must not be retried. */
    private Optional<String> delayRetry(ChatReply reply) {
        failures++;
        shared.metrics().failed();
        LOG.infof("request %d failed: %s", failures, detail(reply));
        RetryPolicy retries = shared.retries();
        if (reply instanceof ChatReply.Refused refused) {
            if (connection.endpoint().adaptTo(refused)) {
                return Optional.empty();
            }
            if (!Refusals.isRetryable(refused)) {
                return Optional.of(detail(reply));
            }
            Duration retryAfter = refused.retryAfter();
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
            return Refusals.explain(refused, teacher);
        }
        String detail = reply instanceof ChatReply.Lost lost ? lost.detail() : ((ChatReply.Unreached) reply).detail();
        return "the teacher at " + teacher.baseUrl() + ": " + detail;
    }

    /** An HTTP request that was sent, and the server's reply. */
    private record Sent(TeacherCall reserved, ChatReply reply) {}
}
