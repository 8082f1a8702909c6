package dev.preceptor.contracts;

import dev.preceptor.contracts.event.Assignment;
import dev.preceptor.contracts.event.Attempt;
import dev.preceptor.contracts.event.Checkpoint;
import dev.preceptor.contracts.event.Draft;
import dev.preceptor.contracts.event.DraftRequest;
import dev.preceptor.contracts.event.DraftTrial;
import dev.preceptor.contracts.event.Evaluation;
import dev.preceptor.contracts.event.Event;
import dev.preceptor.contracts.event.Refinement;
import dev.preceptor.contracts.event.Run;
import dev.preceptor.contracts.event.RunDeletion;
import dev.preceptor.contracts.event.TeacherCall;
import dev.preceptor.contracts.event.TestResult;
import dev.preceptor.contracts.event.TrainingExample;
import dev.preceptor.contracts.event.TrainingJob;
import dev.preceptor.contracts.event.TrainingProgress;

/**
 * Every topic: its name, what it carries and how it is laid out. Each record's key is {@link Event#key()}. What it is called in
 * an installation {@link TopicNames} says.
 *
 * <p>What a stage could not process for a reason of ours goes to {@link #deadLetters()} of the topic that it came from.
 */
public enum Topic {
    RUNS("runs", Run.class, Layout.COMPACTED),
    ASSIGNMENTS("assignments", Assignment.class, Layout.SPREAD),
    ATTEMPTS("attempts", Attempt.class, Layout.SPREAD),
    TEST_RESULTS("test-results", TestResult.class, Layout.SPREAD),
    REFINEMENTS("refinements", Refinement.class, Layout.SPREAD),
    TRAINING_EXAMPLES("training-examples", TrainingExample.class, Layout.SPREAD),
    TEACHER_CALLS("teacher-calls", TeacherCall.class, Layout.COMPACTED_IN_ONE_PARTITION),
    TRAINING_JOBS("training-jobs", TrainingJob.class, Layout.SPREAD),
    TRAINING_PROGRESS("training-progress", TrainingProgress.class, Layout.SPREAD),
    CHECKPOINTS("checkpoints", Checkpoint.class, Layout.SPREAD),
    EVALUATIONS("evaluations", Evaluation.class, Layout.SPREAD),
    DRAFT_REQUESTS("draft-requests", DraftRequest.class, Layout.SPREAD),
    DRAFTS("drafts", Draft.class, Layout.SPREAD),
    DRAFT_TRIALS("draft-trials", DraftTrial.class, Layout.SPREAD),
    RUN_DELETIONS("run-deletions", RunDeletion.class, Layout.SPREAD);

    /** How a topic is kept. */
    public enum Layout {
        /** As many partitions as configured; kept for the configured time. */
        SPREAD,
        /** As many partitions as configured; the last record of each key is kept for ever. */
        COMPACTED,
        /** One partition, whose order decides; the last record of each key is kept for ever. */
        COMPACTED_IN_ONE_PARTITION
    }

    private final String topicName;
    private final Class<? extends Event> eventType;
    private final Layout layout;

    Topic(String topicName, Class<? extends Event> eventType, Layout layout) {
        this.topicName = topicName;
        this.eventType = eventType;
        this.layout = layout;
    }

    /** Its name without the prefix of an installation, which {@link TopicNames} puts before it. */
    public String topicName() {
        return topicName;
    }

    public Class<? extends Event> eventType() {
        return eventType;
    }

    public Layout layout() {
        return layout;
    }

    /** The topic, without prefix, of the records of this one that could not be processed for a reason of ours. */
    public String deadLetters() {
        return topicName + "-dlq";
    }
}
