package dev.preceptor.cli.taskgeneration;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.preceptor.contracts.event.DropReason;
import dev.preceptor.contracts.event.TeacherCall;
import dev.preceptor.contracts.event.TeacherCall.State;
import java.util.List;
import java.util.Map;

/**
 * What a generation came to.
 *
 * @param drafts how many were decided: tasks, dropped, unfunded and faulted
 * @param dropped how many for each reason, also those of which there was none
 * @param unfunded which the budget did not allow
 * @param faulted which could not be had or run, for no fault of theirs
 * @param problem why there are fewer tasks than were wanted; null where there are not
 * @param out the file of the tasks
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record GenerationReport(
        String generationId,
        int wanted,
        int tasks,
        int drafts,
        Map<DropReason, Integer> dropped,
        int unfunded,
        int faulted,
        String problem,
        Bill teacher,
        String out,
        String dataDir) {

    /**
     * The teacher's bill, all earlier calls for the same generation included.
     *
     * @param calls that were answered
     * @param costUsd in US dollars; a call without an answer counts at its greatest cost
     * @param unknownUsd the part of it that nobody has confirmed
     */
    record Bill(
            String model,
            int calls,
            long promptTokens,
            long completionTokens,
            double costUsd,
            double budgetUsd,
            double unknownUsd) {

        static Bill of(GenerationPlan plan, List<TeacherCall> entries) {
            List<TeacherCall> answered = entries.stream()
                    .filter(entry -> entry.state() == State.ANSWERED)
                    .toList();
            return new Bill(
                    plan.teacher().model(),
                    answered.size(),
                    answered.stream()
                            .mapToLong(entry -> entry.answer().promptTokens())
                            .sum(),
                    answered.stream()
                            .mapToLong(entry -> entry.answer().completionTokens())
                            .sum(),
                    entries.stream()
                            .filter(entry -> entry.state() != State.DECLINED && entry.state() != State.CACHED)
                            .mapToDouble(TeacherCall::costUsd)
                            .sum(),
                    plan.teacher().budgetUsd(),
                    entries.stream().mapToDouble(TeacherCall::unknownUsd).sum());
        }
    }

    static GenerationReport of(
            GenerationPlan plan, Generation generation, List<TeacherCall> entries, String out, String dataDir) {
        return new GenerationReport(
                plan.id(),
                plan.count(),
                generation.tasks().size(),
                generation.decided(),
                generation.dropped(),
                generation.unfunded(),
                generation.faulted(),
                generation.problem().orElse(null),
                Bill.of(plan, entries),
                out,
                dataDir);
    }
}
