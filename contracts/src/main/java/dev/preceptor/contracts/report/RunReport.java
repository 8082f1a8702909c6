package dev.preceptor.contracts.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.preceptor.contracts.event.Run;
import java.util.List;
import java.util.Map;

/**
 * A run's report, also while it goes on.
 *
 * @param reason why it FAILED, is HELD or was CANCELLED, or what it waits for; null otherwise
 * @param practiceTasks how many tasks there are to practise on
 * @param seconds by stage, from its first event to its last
 * @param dataDir where topics, checkpoints and ledger lie; null on a cluster
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RunReport(
        String runId,
        String name,
        String method,
        Run.State state,
        String reason,
        int practiceTasks,
        Ledger ledger,
        TeacherBill teacher,
        int trainingExamples,
        List<RoundReport> rounds,
        List<ExamReport> exams,
        List<StageProgress> progress,
        Map<String, Double> seconds,
        String dataDir) {

    /** What came of the money; null where the teacher cost nothing. */
    @JsonProperty(value = "costPer", access = JsonProperty.Access.READ_ONLY)
    public CostPer costPer() {
        return CostPer.of(teacher, trainingExamples, exams == null ? List.of() : exams);
    }

    /** The same report with the place of its data, which only the embedding process knows. */
    public RunReport inDataDir(String directory) {
        return new RunReport(
                runId,
                name,
                method,
                state,
                reason,
                practiceTasks,
                ledger,
                teacher,
                trainingExamples,
                rounds,
                exams,
                progress,
                seconds,
                directory);
    }
}
