package dev.preceptor.student.openai;

import dev.preceptor.httpclient.RetryPolicy;
import dev.preceptor.httpclient.completion.ServerRefusal;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Decides after each failed request for one answer whether it is retried. A 404 for a trained checkpoint is retried until a timeout,
 * as somebody may be loading the checkpoint on the server; all else is retried by the {@link RetryPolicy}.
 */
final class CompletionRetries {

    /** Maximum time between two requests for a checkpoint that the server does not know yet. */
    private static final Duration MAX_CHECKPOINT_POLL = Duration.ofSeconds(15);

    private static final int NOT_FOUND = 404;

    private final RetryPolicy policy;
    private final boolean trained;
    private final Duration checkpointTimeout;
    private final long started = System.nanoTime();
    private int failures;
    private int checkpointPolls;

    /**
     * @param trained whether the model is a trained checkpoint, which the server may not know yet
     * @param checkpointTimeout how long the server may not know it
     */
    CompletionRetries(RetryPolicy policy, boolean trained, Duration checkpointTimeout) {
        this.policy = policy;
        this.trained = trained;
        this.checkpointTimeout = checkpointTimeout;
    }

    /** The delay before the next request; empty where there must be none. */
    Optional<Duration> delayAfter(ServerReply failure) {
        if (!(failure instanceof ServerReply.Refused refused)) {
            return countedDelay(null);
        }
        ServerRefusal refusal = refused.refusal();
        if (refusal.status() == NOT_FOUND && trained) {
            return checkpointPoll();
        }
        return RetryPolicy.isRetryable(refusal.status()) && !policy.isTooLong(refusal.retryAfter())
                ? countedDelay(refusal.retryAfter())
                : Optional.empty();
    }

    private Optional<Duration> countedDelay(Duration retryAfter) {
        failures++;
        return policy.allowsAnotherAfter(failures)
                ? Optional.of(retryAfter == null ? backoff(failures) : retryAfter)
                : Optional.empty();
    }

    private Optional<Duration> checkpointPoll() {
        if (System.nanoTime() - started >= checkpointTimeout.toNanos()) {
            return Optional.empty();
        }
        Duration backoff = backoff(++checkpointPolls);
        return Optional.of(backoff.compareTo(MAX_CHECKPOINT_POLL) < 0 ? backoff : MAX_CHECKPOINT_POLL);
    }

    private Duration backoff(int count) {
        return policy.backoff(count, ThreadLocalRandom.current());
    }
}
