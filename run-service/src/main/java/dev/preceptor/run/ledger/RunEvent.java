package dev.preceptor.run.ledger;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.preceptor.contracts.event.Assignment;
import dev.preceptor.contracts.event.CheckpointReference;
import dev.preceptor.contracts.event.DataSet;
import dev.preceptor.contracts.event.GenerationProgress;
import dev.preceptor.contracts.event.Job;
import dev.preceptor.contracts.event.Run;
import dev.preceptor.contracts.event.TeacherCall;
import dev.preceptor.contracts.event.TrainingStep;
import dev.preceptor.contracts.event.ValidationLoss;
import dev.preceptor.contracts.report.ExamReport;
import dev.preceptor.contracts.report.Outcome;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.time.Instant;
import java.util.List;

/** What happened to a run, reduced to what its ledger needs. All events of a run are in one partition. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(value = RunEvent.Requested.class, name = "requested"),
    @JsonSubTypes.Type(value = RunEvent.SampleJudged.class, name = "sample-judged"),
    @JsonSubTypes.Type(value = RunEvent.SampleEnded.class, name = "sample-ended"),
    @JsonSubTypes.Type(value = RunEvent.SampleKept.class, name = "sample-kept"),
    @JsonSubTypes.Type(value = RunEvent.SampleUnfunded.class, name = "sample-unfunded"),
    @JsonSubTypes.Type(value = RunEvent.SampleScored.class, name = "sample-scored"),
    @JsonSubTypes.Type(value = RunEvent.SampleFaulted.class, name = "sample-faulted"),
    @JsonSubTypes.Type(value = RunEvent.TaskLost.class, name = "task-lost"),
    @JsonSubTypes.Type(value = RunEvent.AssignmentRefused.class, name = "assignment-refused"),
    @JsonSubTypes.Type(value = RunEvent.ExamAnswered.class, name = "exam-answered"),
    @JsonSubTypes.Type(value = RunEvent.Trained.class, name = "trained"),
    @JsonSubTypes.Type(value = RunEvent.CheckpointMade.class, name = "checkpoint-made"),
    @JsonSubTypes.Type(value = RunEvent.ExamGraded.class, name = "exam-graded"),
    @JsonSubTypes.Type(value = RunEvent.Called.class, name = "called"),
    @JsonSubTypes.Type(value = RunEvent.RungAsked.class, name = "rung-asked"),
    @JsonSubTypes.Type(value = RunEvent.StageLost.class, name = "stage-lost"),
    @JsonSubTypes.Type(value = RunEvent.GenerationChanged.class, name = "generation-changed")
})
public sealed interface RunEvent {

    String runId();

    <R> R accept(Visitor<R> visitor);

    /** One method for each kind of event, so that the compiler finds a kind that is not handled. */
    interface Visitor<R> {

        R requested(Requested event);

        R sampleJudged(SampleJudged event);

        R sampleEnded(SampleEnded event);

        R sampleKept(SampleKept event);

        R sampleUnfunded(SampleUnfunded event);

        R sampleScored(SampleScored event);

        R sampleFaulted(SampleFaulted event);

        R taskLost(TaskLost event);

        R assignmentRefused(AssignmentRefused event);

        R examAnswered(ExamAnswered event);

        R trained(Trained event);

        R checkpointMade(CheckpointMade event);

        R examGraded(ExamGraded event);

        R called(Called event);

        R rungAsked(RungAsked event);

        R stageLost(StageLost event);

        R generationChanged(GenerationChanged event);
    }

    /** A person asks for the run, or asks something of it; or it is what run-service itself published. */
    record Requested(Run run) implements RunEvent {
        @Override
        public String runId() {
            return run.runId();
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.requested(this);
        }
    }

    /**
     * The student's attempt at a practice task was judged.
     *
     * @param errorType the type of error that made it fail; null if it did not fail, and in events of earlier versions
     */
    record SampleJudged(String runId, int round, String taskId, int sample, boolean failed, String errorType)
            implements RunEvent {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.sampleJudged(this);
        }
    }

    /**
     * Nothing more will happen to a sample of a practice task.
     *
     * @param taught whether the teacher was part of it, with or without success
     * @param exampleIds the training examples that it made, without one that is kept for replay
     * @param reason why it taught nothing, one line; null if it was solved or taught
     * @param rung the rung of the ladder that taught it; null if none did, if there is one teacher, and in events of earlier versions
     */
    @RecordBuilder
    record SampleEnded(
            String runId,
            int round,
            String taskId,
            int sample,
            Outcome outcome,
            boolean taught,
            List<String> exampleIds,
            String reason,
            String rung)
            implements RunEvent {

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.sampleEnded(this);
        }
    }

    /** An attempt that passed is kept as an example that a training may mix in. Its {@link SampleEnded} follows. */
    record SampleKept(String runId, int round, String taskId, String exampleId) implements RunEvent {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.sampleKept(this);
        }
    }

    /**
     * The budget did not allow a call for a sample of a practice task. Its {@link SampleEnded} follows.
     *
     * @param again what to emit once the budget allows it
     */
    record SampleUnfunded(String runId, int round, String taskId, int sample, UnfundedSample again)
            implements RunEvent {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.sampleUnfunded(this);
        }
    }

    /**
     * The teacher scored the student's attempt. Its {@link SampleEnded} follows.
     *
     * @param exampleId the example that was made of it
     * @param tokens the number of its tokens
     */
    record SampleScored(String runId, int round, String exampleId, int tokens) implements RunEvent {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.sampleScored(this);
        }
    }

    /** A sample of a practice task is lost for this reason of ours. Its {@link SampleEnded} follows. */
    record SampleFaulted(String runId, String reason) implements RunEvent {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.sampleFaulted(this);
        }
    }

    /** A part of a task was lost for a reason of ours. Which sample is unknown, so all open ones of the task count as lost. */
    record TaskLost(String runId, String taskId, String reason) implements RunEvent {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.taskLost(this);
        }
    }

    /** The student cannot answer an assignment of a practice task until a person changes something outside, such as its server. */
    record AssignmentRefused(String runId, Assignment assignment, String reason) implements RunEvent {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.assignmentRefused(this);
        }
    }

    /** A first answer in an exam was judged. */
    record ExamAnswered(String runId, int round) implements RunEvent {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.examAnswered(this);
        }
    }

    /**
     * A training step was made.
     *
     * @param jobId of the training; null in events of earlier versions
     * @param last the step; null in events of earlier versions
     */
    record Trained(String runId, int round, int step, int steps, double loss, String jobId, TrainingStep last)
            implements RunEvent {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.trained(this);
        }
    }

    /**
     * A training job ended.
     *
     * @param firstLoss null where it made no step; likewise {@code lastLoss}
     * @param steps of its curve, at most as many as an event has; null in events of earlier versions
     * @param validation the validation loss after each epoch; null in events of earlier versions
     */
    record CheckpointMade(
            String runId,
            CheckpointReference reference,
            Double firstLoss,
            Double lastLoss,
            DataSet curve,
            List<TrainingStep> steps,
            List<ValidationLoss> validation)
            implements RunEvent {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.checkpointMade(this);
        }
    }

    record ExamGraded(String runId, CheckpointReference checkpoint, ExamReport report) implements RunEvent {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.examGraded(this);
        }
    }

    /**
     * The batch of an entry of the budget's ledger.
     *
     * @param phase null in the entry of a call
     * @param at when the entry was written
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record CalledBatch(String key, TeacherCall.BatchPhase phase, String id, int requests, Instant at) {

        /**
         * The batch of an entry; null if there is none.
         *
         * @param at when the entry was written
         */
        public static CalledBatch of(TeacherCall.Batch batch, Instant at) {
            return batch == null ? null : new CalledBatch(batch.key(), batch.phase(), batch.id(), batch.requests(), at);
        }
    }

    /**
     * An entry of the budget's ledger, without the answer itself.
     *
     * @param unknownUsd the part of the cost that nobody has confirmed
     * @param rung the rung of the ladder that is asked; null if there is one teacher, and in events of earlier versions
     * @param batch the batch that the call is part of, or that the entry is about; null if the call is sent by itself
     */
    @RecordBuilder
    record Called(
            String runId,
            String callId,
            int number,
            TeacherCall.State state,
            double costUsd,
            int promptTokens,
            int completionTokens,
            double unknownUsd,
            String rung,
            @JsonInclude(JsonInclude.Include.NON_NULL) CalledBatch batch)
            implements RunEvent {

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.called(this);
        }
    }

    /** A rung of the ladder was asked about a sample for the first time. */
    record RungAsked(String runId, String rung) implements RunEvent {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.rungAsked(this);
        }
    }

    /**
     * A stage of the whole run was lost for a reason of ours, so that the run cannot go on.
     *
     * @param training whether it was a training, which the same request tries again; otherwise an exam
     * @param jobId of the training; null where it is unknown
     * @param checkpoint that was to be examined; null where it is unknown
     */
    record StageLost(String runId, boolean training, String reason, String jobId, CheckpointReference checkpoint)
            implements RunEvent {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.stageLost(this);
        }
    }

    /**
     * The generation of the run's practice tasks went on or ended.
     *
     * @param reason why it FAILED; null otherwise
     * @param practice the practice tasks; null unless it is FINISHED
     */
    record GenerationChanged(
            String runId, Job.State state, String reason, GenerationProgress progress, DataSet practice)
            implements RunEvent {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.generationChanged(this);
        }
    }
}
