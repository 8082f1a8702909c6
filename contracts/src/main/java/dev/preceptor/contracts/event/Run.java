package dev.preceptor.contracts.event;

import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;
import com.fasterxml.jackson.annotation.JsonInclude;
import dev.preceptor.contracts.specification.RunSpecification;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.time.Instant;

/**
 * A run: its request and its state.
 *
 * @param reason why it FAILED, is HELD or was CANCELLED; null otherwise
 * @param recorded attempts that were made before, for the first round; null where the student makes them
 * @param wish what a person asks of it; null where its ledger publishes its state
 * @param owner the name of the token that it was asked for with; null where it is nobody's
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@RecordBuilder
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
        implements Event, RunBuilder.With {

    public enum State {
        RUNNING,
        /** Nothing new is assigned until it is resumed; what is in flight goes on to its end. */
        PAUSED,
        /** As PAUSED, for a reason of ours that waiting did not cure; it goes on when it is resumed or asked for again. */
        HELD,
        FINISHED,
        FAILED,
        /** Given up by a person, for good. */
        CANCELLED,
        /** What a newer version wrote and this one does not know: nothing is done with the run until it is resumed. */
        @JsonEnumDefaultValue
        UNKNOWN;

        public boolean ended() {
            return this == FINISHED || this == FAILED || this == CANCELLED;
        }
    }

    /** What a person may ask of a run. */
    public enum Wish {
        /** To start, or to go on with what the request changes. */
        START,
        PAUSE,
        RESUME,
        CANCEL,
        /** To be forgotten, where it has ended: the same request starts it anew then. */
        DELETE
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
