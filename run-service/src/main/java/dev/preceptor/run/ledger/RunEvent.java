package dev.preceptor.run.ledger;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.preceptor.contracts.event.CheckpointReference;
import dev.preceptor.contracts.event.DataSet;
import dev.preceptor.contracts.event.Run;
import dev.preceptor.contracts.event.TeacherCall;
import dev.preceptor.contracts.report.ExamReport;
import dev.preceptor.contracts.report.Outcome;
import java.util.List;

/** What moves a run on, reduced to what its ledger needs; all of one run's travel in one partition. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(value = RunEvent.Requested.class, name = "requested"),
    @JsonSubTypes.Type(value = RunEvent.SampleJudged.class, name = "sample-judged"),
    @JsonSubTypes.Type(value = RunEvent.SampleEnded.class, name = "sample-ended"),
    @JsonSubTypes.Type(value = RunEvent.SampleUnfunded.class, name = "sample-unfunded"),
    @JsonSubTypes.Type(value = RunEvent.SampleFaulted.class, name = "sample-faulted"),
    @JsonSubTypes.Type(value = RunEvent.TaskLost.class, name = "task-lost"),
    @JsonSubTypes.Type(value = RunEvent.ExamAnswered.class, name = "exam-answered"),
    @JsonSubTypes.Type(value = RunEvent.Trained.class, name = "trained"),
    @JsonSubTypes.Type(value = RunEvent.CheckpointMade.class, name = "checkpoint-made"),
    @JsonSubTypes.Type(value = RunEvent.ExamGraded.class, name = "exam-graded"),
    @JsonSubTypes.Type(value = RunEvent.Called.class, name = "called"),
    @JsonSubTypes.Type(value = RunEvent.StageLost.class, name = "stage-lost")
})
public sealed interface RunEvent {

    String runId();

    /** A person asks for it, or something of it; or its ledger's own words come back. */
    record Requested(Run run) implements RunEvent {
        @Override
        public String runId() {
            return run.runId();
        }
    }

    /** The student's attempt at a practice task was judged. */
    record SampleJudged(String runId, int round, String taskId, int sample, boolean failed) implements RunEvent {}

    /**
     * Nothing more will happen to a sample of a practice task.
     *
     * @param taught whether the teacher's part in it came to an end, good or bad
     * @param exampleIds what the student learns from it
     */
    record SampleEnded(
            String runId,
            int round,
            String taskId,
            int sample,
            Outcome outcome,
            boolean taught,
            List<String> exampleIds)
            implements RunEvent {}

    /** There was no money left for a sample of a practice task; comes before its end. */
    record SampleUnfunded(String runId, int round, String taskId, int sample, Unfunded again) implements RunEvent {}

    /** A sample of a practice task is lost for this reason of ours; comes before its end. */
    record SampleFaulted(String runId, String reason) implements RunEvent {}

    /** Something of a task was lost for a reason of ours, and it cannot be told which sample: the open ones are. */
    record TaskLost(String runId, String taskId, String reason) implements RunEvent {}

    /** A first answer in an exam was judged. */
    record ExamAnswered(String runId, int round) implements RunEvent {}

    /** A training step was made. */
    record Trained(String runId, int round, int step, int steps, double loss) implements RunEvent {}

    /** A training job ended; the losses are null where it made no step. */
    record CheckpointMade(String runId, CheckpointReference reference, Double firstLoss, Double lastLoss, DataSet curve)
            implements RunEvent {}

    record ExamGraded(String runId, CheckpointReference checkpoint, ExamReport report) implements RunEvent {}

    /**
     * An entry of the budget's ledger, without the answer itself.
     *
     * @param unknownUsd the part of the cost that nobody has confirmed
     */
    record Called(
            String runId,
            String callId,
            int number,
            TeacherCall.State state,
            double costUsd,
            int promptTokens,
            int completionTokens,
            double unknownUsd)
            implements RunEvent {}

    /**
     * A stage of the whole run was lost for a reason of ours, so that the run cannot go on.
     *
     * @param training whether it was training, which the same request tries again; else an exam
     * @param jobId of the training; null where it cannot be told
     * @param checkpoint that was to be examined; null where it cannot be told
     */
    record StageLost(String runId, boolean training, String reason, String jobId, CheckpointReference checkpoint)
            implements RunEvent {}
}
