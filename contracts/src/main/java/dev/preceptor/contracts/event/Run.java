package dev.preceptor.contracts.event;

import dev.preceptor.contracts.specification.RunSpecification;
import java.time.Instant;

/**
 * A run: what was asked for, and how it stands.
 *
 * @param reason why it FAILED; null otherwise
 */
public record Run(
        String runId,
        RunSpecification specification,
        DataSet practice,
        DataSet exam,
        State state,
        String reason,
        Instant createdAt,
        Instant endedAt)
        implements Event {

    public enum State {
        RUNNING,
        FINISHED,
        FAILED;

        public boolean ended() {
            return this != RUNNING;
        }
    }

    @Override
    public String id() {
        return runId;
    }

    @Override
    public String key() {
        return runId;
    }
}
