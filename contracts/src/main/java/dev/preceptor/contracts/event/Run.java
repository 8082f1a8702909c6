package dev.preceptor.contracts.event;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.preceptor.contracts.specification.RunSpecification;
import java.time.Instant;

/**
 * A run: what was asked for, and how it stands.
 *
 * @param reason why it FAILED; null otherwise
 * @param recorded attempts that were made before, for the first round; null where the student makes them
 * @param wish what a person asks of it; null where its ledger says how it stands
 * @param owner the name of the token that it was asked for with; null where it is nobody's
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Run(
        String runId,
        RunSpecification specification,
        DataSet practice,
        DataSet exam,
        State state,
        String reason,
        Instant createdAt,
        Instant endedAt,
        DataSet recorded,
        Wish wish,
        String owner)
        implements Event {

    public enum State {
        RUNNING,
        /** Nothing new is assigned until it is resumed; what is in flight goes on to its end. */
        PAUSED,
        FINISHED,
        FAILED,
        /** Given up by a person, for good. */
        CANCELLED;

        public boolean ended() {
            return this != RUNNING && this != PAUSED;
        }
    }

    /** What a person may ask of a run. */
    public enum Wish {
        /** To start, or to go on with what the request changes. */
        START,
        PAUSE,
        RESUME,
        CANCEL
    }

    /** The same run with a wish. */
    public Run wishing(Wish what) {
        return new Run(runId, specification, practice, exam, state, reason, createdAt, endedAt, recorded, what, owner);
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
