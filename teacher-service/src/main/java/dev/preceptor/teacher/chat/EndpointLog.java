package dev.preceptor.teacher.chat;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jboss.logging.Logger;

/** The log of one endpoint. What each of many requests would say is said once. */
final class EndpointLog {

    private static final Logger LOG = Logger.getLogger(EndpointLog.class);

    private final AtomicReference<String> lastFailure = new AtomicReference<>("");
    private final AtomicBoolean reportedUncounted = new AtomicBoolean();
    private final AtomicBoolean reportedLogprobs = new AtomicBoolean();
    private final AtomicBoolean reportedScore = new AtomicBoolean();

    /** Logs a failed request, unless the one before it failed alike and none succeeded between them. */
    void failed(int number, String detail) {
        if (!detail.equals(lastFailure.getAndSet(detail))) {
            LOG.infof("request %d failed: %s", number, detail);
        }
    }

    /** After a success, the next failure is logged. */
    void answered() {
        lastFailure.set("");
    }

    /** Warns once that the server reports no tokens for an answer that is billed. */
    void uncounted(String baseUrl, double costUsd) {
        if (costUsd > 0 && reportedUncounted.compareAndSet(false, true)) {
            LOG.warnf(
                    "%s reports no tokens, or zero, for its answers: each counts at its greatest cost, %.6f US dollars for this"
                            + " one (logged once)",
                    baseUrl, costUsd);
        }
    }

    /** Warns once that an answer is used as text although its log-probabilities were asked for. */
    void withoutLogprobs(String baseUrl, String problem) {
        if (reportedLogprobs.compareAndSet(false, true)) {
            LOG.warnf(
                    "an answer of %s has no log-probabilities (teacher.logprobs): %s. Such lessons are trained as text (logged once)",
                    baseUrl, problem);
        }
    }

    /** Warns once that the score of an attempt cannot be used. */
    void withoutScore(String baseUrl, String problem) {
        if (reportedScore.compareAndSet(false, true)) {
            LOG.warnf(
                    "a score of %s cannot be used (opd): %s. Such attempts become no example (logged once)",
                    baseUrl, problem);
        }
    }

    /** Warns that an answer cost more than its request allows. */
    void overcharged(String baseUrl, int promptTokens, int completionTokens, double excessUsd) {
        LOG.warnf(
                "%s reports %d + %d tokens, more than the request allows: the run's cap may be exceeded by %.6f US dollars",
                baseUrl, promptTokens, completionTokens, excessUsd);
    }
}
