package dev.preceptor.contracts.event;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.preceptor.contracts.Ids;
import dev.preceptor.contracts.task.Task;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.List;

/**
 * The teacher's answer to a {@link DraftRequest}.
 *
 * @param task null unless ANSWERED
 * @param dropped why the answer is unusable; null unless UNUSABLE
 * @param detail why there is no answer, or what exactly is wrong with an UNUSABLE one, in one line; null if it is ANSWERED
 * @param model the model that answered
 * @param costUsd cost of the answer in US dollars; 0 if an earlier answer was reused
 * @param rivals existing tasks with the same function name, whose tests the draft's solution is run against; empty in a
 *     draft's own trial
 */
@RecordBuilder
public record Draft(
        String id,
        DraftRequest request,
        DraftOutcome outcome,
        DraftedTask task,
        DropReason dropped,
        String detail,
        String model,
        int promptTokens,
        int completionTokens,
        double costUsd,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Task> rivals)
        implements Event, DraftBuilder.With {

    public Draft {
        rivals = rivals == null ? List.of() : List.copyOf(rivals);
    }

    /** A draft's id: a hash of its request and its rivals. */
    public static String idOf(DraftRequest request, List<Task> rivals) {
        return Ids.of("draft", request.id(), rivals.stream().map(Task::id).toList());
    }

    /** Returns a copy whose solution is to be run against the tests of tasks with the same function name. */
    public Draft against(List<Task> others) {
        return with(draft -> draft.id(idOf(request, others)).rivals(others));
    }

    @Override
    public String runId() {
        return request.runId();
    }

    @Override
    public String key() {
        return request.key();
    }
}
