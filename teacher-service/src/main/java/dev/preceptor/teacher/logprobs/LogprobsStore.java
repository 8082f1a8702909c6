package dev.preceptor.teacher.logprobs;

import dev.preceptor.artifactstore.ArtifactException;
import dev.preceptor.artifactstore.ArtifactStore;
import dev.preceptor.artifactstore.SoftTargetRows;
import dev.preceptor.contracts.event.AnswerLogprobs;
import dev.preceptor.httpclient.completion.Completion;
import dev.preceptor.stage.retry.Backoff;
import dev.preceptor.stage.shutdown.ShutdownSignal;
import dev.preceptor.stage.shutdown.ShuttingDownException;
import java.time.Duration;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/**
 * Puts the log-probabilities of answers and scores into the artifact store, before they are recorded in the budget's log. They are paid for:
 * while the store is away, they wait in memory and are tried again with a backoff.
 */
public final class LogprobsStore {

    private static final Logger LOG = Logger.getLogger(LogprobsStore.class);

    private final ArtifactStore store;
    private final ShutdownSignal shutdown;
    private final Duration patience;

    /** @param patience maximum sum of the delays between the tries of one answer */
    public LogprobsStore(ArtifactStore store, ShutdownSignal shutdown, Duration patience) {
        this.store = store;
        this.shutdown = shutdown;
        this.patience = patience;
    }

    /**
     * Keeps the log-probabilities of an answer. If they cannot be used, or cannot be stored before a shutdown or for too long, the answer
     * remains without them: its text is a lesson.
     *
     * @param purse the purse that paid for the answer
     * @param width the number of log-probabilities that were asked for at each token
     * @param extend called with each delay before it begins: the answer's reservation must outlive it
     */
    public AnswerLogprobs keep(String purse, Completion completion, int width, Consumer<Duration> extend) {
        try {
            return put(purse, ChatLogprobs.read(completion.logprobs(), width, completion.usage()), extend);
        } catch (UnusableLogprobsException e) {
            return AnswerLogprobs.without(e.getMessage());
        } catch (ArtifactException e) {
            return AnswerLogprobs.without("they could not be stored: " + e.getMessage());
        } catch (ShuttingDownException e) {
            return AnswerLogprobs.without("they could not be stored before the teacher-service stopped");
        }
    }

    /**
     * Keeps the log-probabilities of an answer that was scored. They are all that was paid for.
     *
     * @param purse the purse that paid for the score
     * @param completion the response to the prompt that ends with the answer
     * @param extend called with each delay before it begins: the score's reservation must outlive it
     * @throws ArtifactException if they cannot be stored for too long
     * @throws ShuttingDownException if the service shuts down before they are stored
     */
    public AnswerLogprobs keepScore(
            String purse, Completion completion, ScoredAnswer scored, Consumer<Duration> extend) {
        try {
            return put(purse, PromptLogprobs.read(completion.promptLogprobs(), scored), extend);
        } catch (UnusableLogprobsException e) {
            return AnswerLogprobs.without(e.getMessage());
        }
    }

    private AnswerLogprobs put(String purse, SoftTargetRows rows, Consumer<Duration> extend) {
        Duration waited = Duration.ZERO;
        for (int failures = 1; ; failures++) {
            try {
                return AnswerLogprobs.at(store.putSoftTargets(purse, rows));
            } catch (ArtifactException e) {
                Duration delay = Backoff.OF_STORE.after(failures);
                waited = waited.plus(delay);
                if (waited.compareTo(patience) > 0) {
                    throw e;
                }
                if (failures == 1) {
                    LOG.warnf(
                            "the log-probabilities of a paid answer cannot be stored: %s; it is tried again for %s",
                            e.getMessage(), patience);
                }
                extend.accept(delay);
                shutdown.sleep(delay);
            }
        }
    }
}
