package dev.preceptor.contracts.event;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;

/**
 * A request to a teacher that waits for a batch. teacher-service writes it and reads it again; its offset is committed after the answer
 * was emitted.
 *
 * @param failure the student's failed attempt; null if the teacher was assigned the task
 * @param assigned the teacher's own assignment; null if there is a failure
 * @param number the number of the attempt at this failure or assignment, from 1 over all rungs of the ladder
 * @param previous the answer before it; null if there is none
 * @param skipped the numbers of the earlier attempts that no budget allowed
 */
public record BatchedRequest(
        TestResult failure,
        Assignment assigned,
        int number,
        Previous previous,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Integer> skipped)
        implements Event {

    public BatchedRequest {
        skipped = skipped == null ? List.of() : List.copyOf(skipped);
    }

    /**
     * An earlier answer that failed.
     *
     * @param code null if it contained no program
     * @param byOther whether another rung of the ladder gave it
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Previous(String code, String feedback, boolean byOther) {}

    private Assignment assignment() {
        return failure != null ? failure.assignment() : assigned;
    }

    /** The id of the refinement that will answer it. */
    @Override
    public String id() {
        return Refinement.idOf(
                failure != null ? failure.id() : assigned.id(),
                assignment().teaching().method().teaches(),
                number,
                skipped);
    }

    @Override
    public String runId() {
        return assignment().runId();
    }

    /** The run and the rung: the requests of one rung are in one partition, so that one replica puts them into batches. */
    @Override
    public String key() {
        String rung = assignment().teaching().ladder().nameOf(number);
        return runId() + "/" + (rung == null ? "" : rung);
    }
}
