package dev.preceptor.contracts.event;

import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;
import com.fasterxml.jackson.annotation.JsonInclude;
import dev.preceptor.contracts.specification.RunSpecification;
import dev.preceptor.contracts.specification.StudentSpecification;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;

/**
 * A run: its request and its state.
 *
 * @param practice null until the practice tasks have been generated
 * @param reason why it FAILED, is HELD or was CANCELLED; null otherwise
 * @param recorded recorded attempts for the first round; null if the student makes the attempts
 * @param wish the state change that a user requests; null if the ledger publishes the run's state
 * @param owner the name of the token that requested the run; null if the run has no owner
 * @param generation how the practice tasks are generated; null if the request contained them
 * @param warning what makes the run's results doubtful, such as exam tasks that are practice tasks; null if nothing does
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
        String owner,
        PracticeGeneration generation,
        String warning)
        implements Event, RunBuilder.With {

    /** Returns the student, with the date of the run's creation (UTC) for chat templates that write a date. */
    public StudentSpecification student() {
        return createdAt == null
                ? specification.student()
                : specification.student().datedBy(LocalDate.ofInstant(createdAt, ZoneOffset.UTC));
    }

    public enum State {
        RUNNING,
        /** No new work is assigned until the run is resumed; work in flight is completed. */
        PAUSED,
        /**
         * Paused because of an infrastructure fault that retries did not resolve. It continues when it is resumed or
         * requested again.
         */
        HELD,
        FINISHED,
        FAILED,
        /** Cancelled by a user; this is final. */
        CANCELLED,
        /**
         * A state of a newer version that this version does not know: the run does not continue until it is resumed.
         */
        @JsonEnumDefaultValue
        UNKNOWN;

        public boolean ended() {
            return this == FINISHED || this == FAILED || this == CANCELLED;
        }
    }

    /** A state change that a user may request. */
    public enum Wish {
        /** To start the run, or to continue it with the changed settings of the request. */
        START,
        PAUSE,
        RESUME,
        CANCEL,
        /** To delete a run that has ended. The same request then starts a new run. */
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
