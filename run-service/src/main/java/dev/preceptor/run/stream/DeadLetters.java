package dev.preceptor.run.stream;

import dev.preceptor.contracts.Json;
import dev.preceptor.contracts.Topic;
import dev.preceptor.contracts.event.Assignment;
import dev.preceptor.contracts.event.Attempt;
import dev.preceptor.contracts.event.Checkpoint;
import dev.preceptor.contracts.event.CheckpointReference;
import dev.preceptor.contracts.event.Evaluation;
import dev.preceptor.contracts.event.Purpose;
import dev.preceptor.contracts.event.Submission;
import dev.preceptor.contracts.event.TestResult;
import dev.preceptor.contracts.event.TrainingExample;
import dev.preceptor.contracts.event.TrainingJob;
import dev.preceptor.run.ledger.RunEvent;
import dev.preceptor.run.lesson.SampleAddress;
import dev.preceptor.stage.deadletter.DeadLetterHeaders;
import java.io.IOException;
import java.util.Optional;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Record;
import org.jboss.logging.Logger;
import org.jboss.logging.MDC;

/** Reads the dead letters of one topic: events that a stage could not process for a reason of ours. */
final class DeadLetters extends ContextualProcessor<String, byte[], String, LostWork> {

    private static final Logger LOG = Logger.getLogger(DeadLetters.class);
    /** eval-service reads test results for exams only, and handles its own dead letters itself. */
    private static final String EVAL = "eval";

    private final Topic topic;

    DeadLetters(Topic topic) {
        this.topic = topic;
    }

    @Override
    public void process(Record<String, byte[]> letter) {
        if (topic == Topic.TEST_RESULTS
                && DeadLetterHeaders.service(letter.headers()).equals(EVAL)) {
            return;
        }
        String reason = DeadLetterHeaders.reason(letter.headers());
        log(letter.key(), reason);
        Optional<LostWork> loss = DeadLetterHeaders.holdsRun(letter.headers()) && topic == Topic.ASSIGNMENTS
                ? refused(letter, reason)
                : loss(letter, reason);
        loss.ifPresent(lost -> context().forward(letter.withValue(lost)));
    }

    /** The student could not answer: its run is held. eval-service holds exams itself. */
    private Optional<LostWork> refused(Record<String, byte[]> letter, String reason) {
        try {
            Assignment assignment = Json.mapper().readValue(letter.value(), Assignment.class);
            return assignment.purpose() == Purpose.PRACTICE
                    ? Optional.of(
                            new LostWork.OfRun(new RunEvent.AssignmentRefused(assignment.runId(), assignment, reason)))
                    : Optional.empty();
        } catch (IOException | RuntimeException e) {
            // The letter of an assignment that is too large for it has the key alone.
            return loss(letter, reason);
        }
    }

    private void log(String key, String reason) {
        int slash = key == null ? -1 : key.indexOf('/');
        if (slash > 0) {
            MDC.put("run", key.substring(0, slash));
            MDC.put("task", key.substring(slash + 1));
        } else if (key != null) {
            MDC.put("run", key);
        }
        LOG.warnf("%s of %s could not be processed: %s", topic.eventType().getSimpleName(), key, reason);
        MDC.remove("run");
        MDC.remove("task");
    }

    private Optional<LostWork> loss(Record<String, byte[]> letter, String reason) {
        if (letter.key() == null) {
            return Optional.empty();
        }
        if (topic == Topic.TRAINING_JOBS || topic == Topic.CHECKPOINTS || topic == Topic.EVALUATIONS) {
            return Optional.of(new LostWork.OfRun(stage(letter, reason)));
        }
        try {
            return sample(letter.value()).map(address -> new LostWork.OfSample(address, reason));
        } catch (IOException | RuntimeException e) {
            int slash = letter.key().indexOf('/');
            return slash <= 0
                    ? Optional.empty()
                    : Optional.of(new LostWork.OfRun(new RunEvent.TaskLost(
                            letter.key().substring(0, slash), letter.key().substring(slash + 1), reason)));
        }
    }

    /** An unreadable letter only tells that some training, or some exam, of the run is lost. */
    private RunEvent.StageLost stage(Record<String, byte[]> letter, String reason) {
        boolean training = topic == Topic.TRAINING_JOBS;
        String failure = "the " + (training ? "training" : "exam") + " failed: " + reason;
        String job = null;
        CheckpointReference checkpoint = null;
        try {
            if (training) {
                job = Json.mapper().readValue(letter.value(), TrainingJob.class).id();
            } else if (topic == Topic.EVALUATIONS) {
                checkpoint = Json.mapper()
                        .readValue(letter.value(), Evaluation.class)
                        .checkpoint();
            } else {
                checkpoint = Json.mapper()
                        .readValue(letter.value(), Checkpoint.class)
                        .reference();
            }
        } catch (IOException | RuntimeException e) {
            LOG.debugf("the letter of %s cannot be read: %s", letter.key(), e.getMessage());
        }
        return new RunEvent.StageLost(letter.key(), training, failure, job, checkpoint);
    }

    private Optional<SampleAddress> sample(byte[] value) throws IOException {
        if (topic == Topic.TRAINING_EXAMPLES) {
            TrainingExample example = Json.mapper().readValue(value, TrainingExample.class);
            return Optional.of(SampleAddress.of(example));
        }
        Assignment assignment =
                switch (topic) {
                    case ASSIGNMENTS -> Json.mapper().readValue(value, Assignment.class);
                    case TEST_RESULTS ->
                        Json.mapper().readValue(value, TestResult.class).assignment();
                    case ATTEMPTS ->
                        Json.mapper().readValue(value, Attempt.class).assignment();
                    default -> Json.mapper().readValue(value, Submission.class).assignment();
                };
        return assignment.purpose() == Purpose.PRACTICE ? Optional.of(SampleAddress.of(assignment)) : Optional.empty();
    }
}
