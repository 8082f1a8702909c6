package dev.preceptor.contracts.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.List;
import java.util.Map;

/**
 * The result of a generation of tasks. run-service keeps it, and {@code tasks generate --json} writes it.
 *
 * @param generationId the id that the generation's drafts have as their run. Generations of the same seeds, teacher and random seed
 *     share it, and with it the drafts that were paid for
 * @param drafts the number of decided drafts: tasks, dropped, unfunded and faulted
 * @param dropped the number of dropped drafts by the name of their {@link dev.preceptor.contracts.event.DropReason}, zeros included
 * @param unfunded the number of drafts that the budget did not allow
 * @param faulted the number of drafts that an infrastructure fault lost
 * @param problem why there are fewer tasks than requested; null if all were generated
 * @param out the file of the tasks; null where none was written
 * @param dataDir the folder of the topics; null on a cluster
 * @param refused the drafts that did not become tasks, in the order of their numbers
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@RecordBuilder
public record GenerationReport(
        String generationId,
        int wanted,
        int tasks,
        int drafts,
        Map<String, Integer> dropped,
        int unfunded,
        int faulted,
        String problem,
        Bill teacher,
        String out,
        String dataDir,
        List<RefusedDraft> refused)
        implements GenerationReportBuilder.With {

    public GenerationReport {
        refused = refused == null ? List.of() : List.copyOf(refused);
    }

    /**
     * The teacher's bill, all earlier calls for the same drafts included.
     *
     * @param calls the number of answered calls
     * @param costUsd in US dollars; a call without an answer counts at its maximum cost
     * @param unknownUsd the part of {@code costUsd} for calls without an answer, which the provider may not have billed
     */
    public record Bill(
            String model,
            int calls,
            long promptTokens,
            long completionTokens,
            double costUsd,
            double budgetUsd,
            double unknownUsd) {}
}
