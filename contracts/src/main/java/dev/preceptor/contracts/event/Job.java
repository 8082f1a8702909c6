package dev.preceptor.contracts.event;

import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.time.Instant;
import java.util.List;

/**
 * A long-running job of run-service, such as a comparison: its request, its state and its result. The topic says what
 * kind of job it is. Request and result are in the artifact store; the record stays small.
 *
 * @param id the id, a hash of the request
 * @param reason why it FAILED; null otherwise
 * @param request the request, as one line of JSON
 * @param inputs the data sets that the request names. They are not deleted before the job has ended
 * @param result the result, in lines of JSON; null until it FINISHED, or FAILED with a result
 * @param runs the ids of the runs that the job has started so far, in order
 * @param createdAt the time of the first request
 * @param owner the name of the token that requested the job; null if the job has no owner
 * @param generation the state of a generation of tasks; null in jobs of other kinds
 */
@RecordBuilder
public record Job(
        String id,
        State state,
        String reason,
        DataSet request,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<DataSet> inputs,
        DataSet result,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> runs,
        Instant createdAt,
        Instant endedAt,
        String owner,
        GenerationState generation)
        implements Event, JobBuilder.With {

    public enum State {
        RUNNING,
        FINISHED,
        /** It ended without a result, or with a part of it. The same request continues it. */
        FAILED,
        /** A state of a newer version that this version does not know. This version leaves the job alone. */
        @JsonEnumDefaultValue
        UNKNOWN
    }

    public Job {
        inputs = inputs == null ? List.of() : List.copyOf(inputs);
        runs = runs == null ? List.of() : List.copyOf(runs);
    }

    @Override
    public String runId() {
        return id;
    }

    @Override
    public String key() {
        return id;
    }
}
