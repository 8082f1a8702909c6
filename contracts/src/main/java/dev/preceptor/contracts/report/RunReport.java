package dev.preceptor.contracts.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.preceptor.contracts.event.Run;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * The report of a run, available while the run is in progress.
 *
 * @param reason why the run FAILED, is HELD or was CANCELLED, or what it waits for; null otherwise
 * @param warning what makes the results doubtful, such as exam tasks that are practice tasks; null if nothing does
 * @param student the model that the run started from; null in reports of earlier versions
 * @param createdAt when the run was requested; null in reports of earlier versions
 * @param endedAt when it ended; null before that
 * @param practiceTasks the number of practice tasks; 0 until they have been generated
 * @param inFlight the number of practice tasks that were assigned and have not ended
 * @param seconds the duration of each stage, from its first event to its last, in seconds
 * @param reasons why the newest task that ended {@code untaught}, {@code unfunded} or {@code faulted} did so, in words
 * @param dataDir the folder of topics, checkpoints and ledger; null on a cluster
 * @param generation the generation of the practice tasks; null if the request contained them
 * @param contextExam the exam of the untrained student with {@code teacher.context} in its prompt, a run of its own that the command
 *     line adds; null otherwise
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@RecordBuilder
public record RunReport(
        String runId,
        String name,
        String method,
        Run.State state,
        String reason,
        String warning,
        String student,
        Instant createdAt,
        Instant endedAt,
        int practiceTasks,
        int inFlight,
        Ledger ledger,
        TeacherBill teacher,
        int trainingExamples,
        List<RoundReport> rounds,
        List<ExamReport> exams,
        List<StageProgress> progress,
        Map<String, Double> seconds,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, String> reasons,
        String dataDir,
        RunGeneration generation,
        ExamReport contextExam)
        implements RunReportBuilder.With {

    /** Returns the cost per result, or null if the teacher cost nothing. */
    @JsonProperty(value = "costPer", access = JsonProperty.Access.READ_ONLY)
    public CostPer costPer() {
        return CostPer.of(teacher, trainingExamples, exams == null ? List.of() : exams);
    }

    /** Returns a copy with the data folder, which only the embedding process knows. */
    public RunReport inDataDir(String directory) {
        return withDataDir(directory);
    }
}
