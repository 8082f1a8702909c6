package dev.preceptor.cli.taskgeneration;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.preceptor.contracts.event.DropReason;
import dev.preceptor.contracts.event.TeacherCall;
import dev.preceptor.contracts.event.TeacherCall.State;
import java.util.List;
import java.util.Map;

/**
 * The result of a generation; {@code --json} writes it.
 *
 * @param drafts the number of decided drafts: tasks, dropped, unfunded and faulted
 * @param dropped the number of dropped drafts by reason, zeros included
 * @param unfunded the number of drafts that the budget did not allow
 * @param faulted the number of drafts that an infrastructure fault lost
 * @param problem why there are fewer tasks than requested; null if all were generated
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
     * @param calls the number of answered calls
     * @param costUsd in US dollars; a call without an answer counts at its maximum cost
     * @param unknownUsd the part of {@code costUsd} for calls without an answer, which the provider may not have billed
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
