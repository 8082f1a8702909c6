package dev.preceptor.contracts;

import dev.preceptor.contracts.event.Assignment;
import dev.preceptor.contracts.event.Attempt;
import dev.preceptor.contracts.event.BatchedRequest;
import dev.preceptor.contracts.event.Checkpoint;
import dev.preceptor.contracts.event.Draft;
import dev.preceptor.contracts.event.DraftRequest;
import dev.preceptor.contracts.event.DraftTrial;
import dev.preceptor.contracts.event.Evaluation;
import dev.preceptor.contracts.event.Event;
import dev.preceptor.contracts.event.Job;
import dev.preceptor.contracts.event.Refinement;
import dev.preceptor.contracts.event.ReplicaStatus;
import dev.preceptor.contracts.event.Run;
import dev.preceptor.contracts.event.RunDeletion;
import dev.preceptor.contracts.event.TeacherCall;
import dev.preceptor.contracts.event.TestResult;
import dev.preceptor.contracts.event.TrainingExample;
import dev.preceptor.contracts.event.TrainingJob;
import dev.preceptor.contracts.event.TrainingProgress;

/**
 * All topics: name, event type and layout. The key of each record is {@link Event#key()}. {@link TopicNames} returns a
 * topic's full name in an installation.
 *
 * <p>A record that a stage could not process because of an infrastructure fault goes to the topic
 * {@link #deadLetters()}.
 */
public enum Topic {
    RUNS("runs", Run.class, Layout.COMPACTED),
    ASSIGNMENTS("assignments", Assignment.class, Layout.SPREAD),
    ATTEMPTS("attempts", Attempt.class, Layout.SPREAD),
    TEST_RESULTS("test-results", TestResult.class, Layout.SPREAD),
    REFINEMENTS("refinements", Refinement.class, Layout.SPREAD),
    TRAINING_EXAMPLES("training-examples", TrainingExample.class, Layout.SPREAD),
    TEACHER_CALLS("teacher-calls", TeacherCall.class, Layout.COMPACTED_IN_ONE_PARTITION),
    BATCHED_REQUESTS("batched-requests", BatchedRequest.class, Layout.SPREAD),
    TRAINING_JOBS("training-jobs", TrainingJob.class, Layout.SPREAD),
    TRAINING_PROGRESS("training-progress", TrainingProgress.class, Layout.SPREAD),
    CHECKPOINTS("checkpoints", Checkpoint.class, Layout.SPREAD),
    EVALUATIONS("evaluations", Evaluation.class, Layout.SPREAD),
    DRAFT_REQUESTS("draft-requests", DraftRequest.class, Layout.SPREAD),
    DRAFTS("drafts", Draft.class, Layout.SPREAD),
    DRAFT_TRIALS("draft-trials", DraftTrial.class, Layout.SPREAD),
    RUN_DELETIONS("run-deletions", RunDeletion.class, Layout.SPREAD),
    COMPARISONS("comparisons", Job.class, Layout.COMPACTED),
    TASK_GENERATIONS("task-generations", Job.class, Layout.COMPACTED),
    SERVICE_STATUS("service-status", ReplicaStatus.class, Layout.RECENT);

    /** A topic's partitions and retention. */
    public enum Layout {
        /** The configured number of partitions and the configured retention time. */
        SPREAD,
        /** The configured number of partitions; compacted, so the last record of each key is kept forever. */
        COMPACTED,
        /**
         * One partition, as consumers rely on the total order; compacted, so the last record of each key is kept
         * forever.
         */
        COMPACTED_IN_ONE_PARTITION,
        /** One partition, whose records are kept for about an hour. */
        RECENT
    }

    private static final String DEAD_LETTERS = "-dlq";

    private final String topicName;
    private final Class<? extends Event> eventType;
    private final Layout layout;

    Topic(String topicName, Class<? extends Event> eventType, Layout layout) {
        this.topicName = topicName;
        this.eventType = eventType;
        this.layout = layout;
    }

    /** Returns the name without the installation's prefix, which {@link TopicNames} adds. */
    public String topicName() {
        return topicName;
    }

    public Class<? extends Event> eventType() {
        return eventType;
    }

    public Layout layout() {
        return layout;
    }

    /**
     * Returns the dead letter topic's name, without prefix, for records of this topic that an infrastructure fault kept
     * from being processed.
     */
    public String deadLetters() {
        return deadLettersOf(topicName);
    }

    /** Returns the name of the dead letter topic of a topic, both with or both without prefix. */
    public static String deadLettersOf(String topic) {
        return topic + DEAD_LETTERS;
    }

    /** The inverse of {@link #deadLettersOf}. */
    public static String originOf(String deadLetters) {
        return deadLetters.substring(0, deadLetters.length() - DEAD_LETTERS.length());
    }
}
