package dev.preceptor.teacher.chat;

import dev.preceptor.contracts.event.RefinementOutcome;
import dev.preceptor.contracts.event.TeacherCall;
import dev.preceptor.contracts.specification.TeacherSpecification;
import dev.preceptor.teacher.budget.Asker;
import dev.preceptor.teacher.budget.Budget;
import dev.preceptor.teacher.budget.Money;
import dev.preceptor.teacher.budget.Pace;
import dev.preceptor.teacher.budget.Placed;
import dev.preceptor.teacher.budget.Plan;
import dev.preceptor.teacher.budget.Purchase;
import dev.preceptor.teacher.waiting.Waits;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.jboss.logging.Logger;

/** Buys one answer: plans, reserves, asks, settles, and does so again where that can help. */
final class Errand {

    private static final Logger LOG = Logger.getLogger(Errand.class);

    private final ChatRequest request;
    private final String key;
    private final Connection connection;
    private final Budget budget;
    private final RetryPolicy retries;
    private final Waits waits;
    private final TeacherMetrics metrics;
    private final Purchase purchase;
    private int failures;

    Errand(
            ChatRequest request,
            Asker asker,
            String occasion,
            String key,
            Connection connection,
            Budget budget,
            RetryPolicy retries,
            Waits waits,
            TeacherMetrics metrics) {
        this.request = request;
        this.key = key;
        this.connection = connection;
        this.budget = budget;
        this.retries = retries;
        this.waits = waits;
        this.metrics = metrics;
        TeacherSpecification teacher = request.teacher();
        this.purchase = new Purchase(
                request.callId(asker.purse(), occasion),
                asker,
                request.greatestCost(),
                Money.nanos(teacher.budgetUsd()),
                Duration.ofSeconds(teacher.timeoutSeconds()),
                new Pace(connection.name(), request.interval()));
    }

    /** What is asked. */
    String callId() {
        return purchase.callId();
    }

    /** Blocks until there is an answer or no hope of one. The budget ends it: it counts the requests, also of earlier lives. */
    Bought run() {
        while (true) {
            Plan plan = budget.plan(purchase);
            if (plan instanceof Plan.Reuse reuse) {
                return reply(reuse.answered());
            } else if (plan instanceof Plan.Unfunded unfunded) {
                metrics.declined();
                return new Bought.Nothing(RefinementOutcome.UNFUNDED, unfunded.detail(), unfunded.cap());
            } else if (plan instanceof Plan.GivenUp givenUp) {
                return new Bought.Nothing(RefinementOutcome.FAULTED, givenUp.detail(), 0);
            }
            Optional<ChatReply> failure = asked().flatMap(this::settled);
            if (failure.isPresent()) {
                Optional<String> hopeless = afterFailure(failure.get());
                if (hopeless.isPresent()) {
                    return new Bought.Nothing(RefinementOutcome.FAULTED, hopeless.get(), 0);
                }
            }
        }
    }

    /** Whoever else's answer it was is not paid again, and said to be so. */
    private Bought reply(TeacherCall answered) {
        boolean bought = answered.refinementId() == null
                || answered.refinementId().equals(purchase.asker().refinementId());
        if (!bought) {
            budget.cached(purchase, answered);
            metrics.cached();
        }
        return new Bought.Reply(answered, bought);
    }

    /** Makes one request, with a turn at the endpoint and the money for it; empty where it gets none. */
    private Optional<Asked> asked() {
        connection.gate().enter();
        try {
            return placed().flatMap(budget::judged).flatMap(budget::awaitTurn).map(this::ask);
        } finally {
            connection.gate().leave();
        }
    }

    /** Waits for the next turn at the endpoint and takes it. It is taken as soon as its place in the log is settled. */
    private Optional<Placed> placed() {
        connection.gate().takeTurn();
        try {
            budget.awaitTurn(purchase.pace(), connection.gate().heldUntil());
            return budget.place(purchase);
        } finally {
            connection.gate().taken();
        }
    }

    private Asked ask(TeacherCall reserved) {
        long started = System.nanoTime();
        ChatReply reply;
        try {
            reply = connection.endpoint().send(request, key);
        } catch (RuntimeException e) {
            budget.failed(reserved, purchase.greatestCost(), "the request was broken off");
            throw e;
        }
        metrics.request(reply, Duration.ofNanos(System.nanoTime() - started));
        return new Asked(reserved, reply);
    }

    /** Writes down what came of a request; what failed is returned. */
    private Optional<ChatReply> settled(Asked asked) {
        if (asked.reply() instanceof ChatReply.Answered answered) {
            settle(asked.reserved(), answered);
            return Optional.empty();
        }
        long cost = asked.reply().mayBeBilled() ? purchase.greatestCost() : 0;
        budget.failed(asked.reserved(), cost, detail(asked.reply()));
        return Optional.of(asked.reply());
    }

    private void settle(TeacherCall reserved, ChatReply.Answered reply) {
        ChatReply.Usage usage = reply.usage();
        long cost = usage == null
                ? purchase.greatestCost()
                : Money.cost(
                        request.teacher().pricePerMillionTokens(),
                        usage.promptTokens(),
                        usage.completionTokens(),
                        usage.cachedTokens());
        if (cost > purchase.greatestCost()) {
            LOG.warnf(
                    "%s reports %d + %d tokens, more than the request allows: the run's cap may be passed by %.6f US"
                            + " dollars",
                    request.teacher().baseUrl(),
                    usage.promptTokens(),
                    usage.completionTokens(),
                    Money.usd(cost - purchase.greatestCost()));
        }
        TeacherCall.Answer answer = new TeacherCall.Answer(
                reply.model().isBlank() ? request.teacher().model() : reply.model(),
                reply.content(),
                usage == null ? 0 : usage.promptTokens(),
                usage == null ? 0 : usage.completionTokens(),
                reply.finishReason(),
                usage == null ? 0 : usage.cachedTokens());
        budget.answered(reserved, cost, answer);
    }

    /** Waits as long as it should before the next request, or says why there should be none. */
    private Optional<String> afterFailure(ChatReply reply) {
        failures++;
        metrics.failed();
        LOG.infof("request %d failed: %s", failures, detail(reply));
        if (reply instanceof ChatReply.Refused refused) {
            if (connection.endpoint().learns(refused)) {
                return Optional.empty();
            }
            if (!Refusals.passing(refused)) {
                return Optional.of(detail(reply));
            }
            Duration rest = refused.retryAfter();
            if (rest != null && rest.compareTo(retries.longestWait()) > 0) {
                return Optional.of(detail(reply) + "; it asks to wait " + rest.toSeconds() + " s");
            }
            if (rest != null) {
                connection.gate().hold(rest);
                return Optional.empty();
            }
        }
        if (failures < retries.mostRequests()) {
            waits.pause(retries.backoff(failures, ThreadLocalRandom.current()));
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

    private record Asked(TeacherCall reserved, ChatReply reply) {}
}
