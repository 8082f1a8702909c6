package dev.preceptor.teacher.logprobs;

import dev.preceptor.artifactstore.ArtifactException;
import dev.preceptor.artifactstore.ArtifactStore;
import dev.preceptor.artifactstore.SoftTargetRows;
import dev.preceptor.contracts.event.AnswerLogprobs;
import dev.preceptor.httpclient.completion.Completion;
import dev.preceptor.stage.retry.Backoff;
import dev.preceptor.stage.shutdown.ShutdownSignal;
import dev.preceptor.stage.shutdown.ShuttingDownException;

/**
 * Puts the log-probabilities of answers into the artifact store, before the answers are recorded in the budget's log. An answer whose
 * log-probabilities cannot be used or stored is recorded without them: it is paid for, and its text is a lesson.
 */
public final class LogprobsStore {

    /** The reservation of the answer must not expire meanwhile. */
    private static final int MOST_TRIES = 3;

    private final ArtifactStore store;
    private final ShutdownSignal shutdown;

    public LogprobsStore(ArtifactStore store, ShutdownSignal shutdown) {
        this.store = store;
        this.shutdown = shutdown;
    }

    /**
     * @param purse the purse that paid for the answer
     * @param width the number of log-probabilities that were asked for at each token
     */
    public AnswerLogprobs keep(String purse, Completion completion, int width) {
        try {
            return put(purse, ChatLogprobs.read(completion.logprobs(), width, completion.usage()));
        } catch (UnusableLogprobsException e) {
            return AnswerLogprobs.without(e.getMessage());
        }
    }

    /**
     * Keeps the log-probabilities of an answer that was scored.
     *
     * @param purse the purse that paid for the score
     * @param completion the response to the prompt that ends with the answer
     */
    public AnswerLogprobs keepScore(String purse, Completion completion, ScoredAnswer scored) {
        try {
            return put(purse, PromptLogprobs.read(completion.promptLogprobs(), scored));
        } catch (UnusableLogprobsException e) {
            return AnswerLogprobs.without(e.getMessage());
        }
    }

    private AnswerLogprobs put(String purse, SoftTargetRows rows) {
        for (int failures = 1; ; failures++) {
            try {
                return AnswerLogprobs.at(store.putSoftTargets(purse, rows));
            } catch (ArtifactException e) {
                if (failures == MOST_TRIES || !waited(failures)) {
                    return AnswerLogprobs.without("they could not be stored: " + e.getMessage());
                }
            }
        }
    }

    /** Whether another try makes sense. A shutdown does not wait: the answer must be recorded. */
    private boolean waited(int failures) {
        try {
            shutdown.sleep(Backoff.OF_STORE.after(failures));
            return true;
        } catch (ShuttingDownException e) {
            return false;
        }
    }
}
