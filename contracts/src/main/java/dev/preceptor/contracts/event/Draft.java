package dev.preceptor.contracts.event;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.preceptor.contracts.Ids;
import dev.preceptor.contracts.task.Task;
import java.util.List;

/**
 * What the teacher made of a request for a task.
 *
 * @param task null unless ANSWERED
 * @param dropped why the answer is no draft; null unless UNUSABLE
 * @param detail why there is no answer; null where there is one
 * @param model who answered
 * @param costUsd what the answer cost, in US dollars; 0 where it was there already
 * @param rivals tasks of the same name, whose tests the solution is held against; empty in a draft's own trial
 */
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
        implements Event {

    public Draft {
        rivals = rivals == null ? List.of() : List.copyOf(rivals);
    }

    /** A draft's id: its request determines it, and whom it is held against. */
    public static String idOf(DraftRequest request, List<Task> rivals) {
        return Ids.of("draft", request.id(), rivals.stream().map(Task::id).toList());
    }

    /** The same draft, to be held against tasks that have its name. */
    public Draft against(List<Task> others) {
        return new Draft(
                idOf(request, others),
                request,
                outcome,
                task,
                dropped,
                detail,
                model,
                promptTokens,
                completionTokens,
                costUsd,
                others);
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
