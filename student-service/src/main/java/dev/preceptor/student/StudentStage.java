package dev.preceptor.student;

import dev.preceptor.contracts.RecordLimit;
import dev.preceptor.contracts.event.Assignee;
import dev.preceptor.contracts.event.Assignment;
import dev.preceptor.contracts.event.Attempt;
import dev.preceptor.contracts.event.Event;
import dev.preceptor.stage.shutdown.ApplicationShutdown;
import dev.preceptor.stage.shutdown.ShuttingDownException;
import dev.preceptor.student.djl.DjlStudent;
import dev.preceptor.student.openai.OpenAiStudent;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.instrumentation.annotations.WithSpan;
import io.smallrye.reactive.messaging.annotations.Blocking;
import io.smallrye.reactive.messaging.kafka.Record;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Outgoing;
import org.jboss.logging.Logger;
import org.jboss.logging.MDC;

/**
 * The service's Kafka edge: {@code assignments} to {@code attempts}. An assignment that is delivered again makes the same attempt again,
 * as the attempt's id and seed are derived from the assignment.
 */
@ApplicationScoped
public class StudentStage {

    private static final Logger LOG = Logger.getLogger(StudentStage.class);

    private final Map<String, Student> students;
    private final StudentMetrics metrics;
    private final RecordLimit records;
    private final ApplicationShutdown shutdown;

    StudentStage(
            DjlStudent djl,
            OpenAiStudent openAi,
            StudentMetrics metrics,
            StudentConfiguration configuration,
            ApplicationShutdown shutdown) {
        this.records = new RecordLimit(configuration.maxMessageBytes());
        this.students = Map.of("djl", djl, "openai", openAi);
        this.metrics = metrics;
        this.shutdown = shutdown;
    }

    /** Answers an assignment; null, so that nothing is emitted, where it is not assigned to the student. */
    @WithSpan("attempt")
    @Incoming("student-assignments")
    @Outgoing("student-attempts")
    @Blocking(value = "student-pool", ordered = false)
    public Record<String, byte[]> attempt(Assignment assignment) {
        Event.whole(assignment, "assignment", "assignee", Assignment::assignee);
        if (assignment.assignee() != Assignee.STUDENT) {
            return null;
        }
        MDC.put("run", assignment.runId());
        MDC.put("task", assignment.task().id());
        Span.current()
                .setAttribute("preceptor.run", assignment.runId())
                .setAttribute("preceptor.task", assignment.task().id());
        try {
            Attempt attempt = students.get(assignment.student().backend()).attempt(assignment);
            metrics.record(attempt);
            LOG.debugf(
                    "%s %s: %d tokens, %s",
                    assignment.purpose(), assignment.key(), attempt.completionTokens(), attempt.finishReason());
            return Record.of(attempt.key(), records.fitting(attempt));
        } catch (RuntimeException e) {
            if (shutdown.isInProgress()) {
                // Models are closed and requests cancelled; the assignment is delivered again.
                throw new ShuttingDownException();
            }
            LOG.errorf("%s %s: no attempt: %s", assignment.purpose(), assignment.key(), e.getMessage());
            throw e;
        } finally {
            MDC.remove("run");
            MDC.remove("task");
        }
    }
}
