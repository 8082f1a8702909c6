package dev.preceptor.teacher;

import dev.preceptor.contracts.event.Assignment;
import dev.preceptor.contracts.event.Draft;
import dev.preceptor.contracts.event.DraftRequest;
import dev.preceptor.contracts.event.Refinement;
import dev.preceptor.contracts.event.TestResult;
import dev.preceptor.contracts.event.TrainingExample;
import dev.preceptor.teacher.drafting.Drafter;
import dev.preceptor.teacher.lesson.Curriculum;
import dev.preceptor.teacher.lesson.Decision;
import dev.preceptor.teacher.lesson.Tutor;
import dev.preceptor.teacher.waiting.StoppedException;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.reactive.messaging.MutinyEmitter;
import io.smallrye.reactive.messaging.annotations.Blocking;
import io.smallrye.reactive.messaging.kafka.Record;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.jboss.logging.Logger;
import org.jboss.logging.MDC;

/**
 * The service's edge to Kafka. An event is acknowledged once the broker has acknowledged all that it caused; one that the
 * service's own trouble kept from being processed goes to its topic's dead letters; one that stopping interrupted is left
 * for whoever is given it next.
 */
@ApplicationScoped
public class TeacherStage {

    private static final Logger LOG = Logger.getLogger(TeacherStage.class);
    private static final String POOL = "teacher-pool";

    private final Tutor tutor;
    private final Drafter drafter;
    private final MutinyEmitter<Record<String, Refinement>> refinements;
    private final MutinyEmitter<Record<String, TrainingExample>> examples;
    private final MutinyEmitter<Record<String, Draft>> drafts;
    private final UnderWay underWay;
    private final MeterRegistry meters;

    TeacherStage(
            Tutor tutor,
            Drafter drafter,
            @Channel("teacher-refinements") MutinyEmitter<Record<String, Refinement>> refinements,
            @Channel("teacher-training-examples") MutinyEmitter<Record<String, TrainingExample>> examples,
            @Channel("teacher-drafts") MutinyEmitter<Record<String, Draft>> drafts,
            UnderWay underWay,
            MeterRegistry meters) {
        this.tutor = tutor;
        this.drafter = drafter;
        this.refinements = refinements;
        this.examples = examples;
        this.drafts = drafts;
        this.underWay = underWay;
        this.meters = meters;
    }

    /** What was executed: failures are taught, corrections that passed are learnt. */
    @Incoming("teacher-test-results")
    @Blocking(value = POOL, ordered = false)
    public CompletionStage<Void> judged(Message<TestResult> message) {
        return process(message, result -> follow(result.assignment(), Curriculum.after(result)));
    }

    /** What was assigned: the tasks that are the teacher's own. */
    @Incoming("teacher-assignments")
    @Blocking(value = POOL, ordered = false)
    public CompletionStage<Void> assigned(Message<Assignment> message) {
        return process(message, assignment -> follow(assignment, Curriculum.on(assignment)));
    }

    /** Tasks that the teacher is to invent. */
    @Incoming("teacher-draft-requests")
    @Blocking(value = POOL, ordered = false)
    public CompletionStage<Void> wanted(Message<DraftRequest> message) {
        return process(message, this::draft);
    }

    private <E> CompletionStage<Void> process(Message<E> message, Consumer<E> work) {
        try {
            underWay.begin();
        } catch (StoppedException e) {
            return CompletableFuture.completedFuture(null);
        }
        try {
            work.accept(message.getPayload());
            return message.ack();
        } catch (StoppedException e) {
            return CompletableFuture.completedFuture(null);
        } catch (RuntimeException e) {
            LOG.errorf("goes to the dead letters: %s", e);
            return message.nack(e);
        } finally {
            MDC.remove("run");
            MDC.remove("task");
            underWay.end();
        }
    }

    private void follow(Assignment assignment, Decision decision) {
        MDC.put("run", assignment.runId());
        MDC.put("task", assignment.task().id());
        if (decision instanceof Decision.Ask ask) {
            tutor.answer(ask.question(), this::emit);
        } else if (decision instanceof Decision.Teach teach) {
            teach.examples().forEach(example -> {
                examples.sendAndAwait(Record.of(example.key(), example));
                meters.counter("preceptor.teacher.examples").increment();
            });
        }
    }

    private void draft(DraftRequest request) {
        MDC.put("run", request.runId());
        Draft draft = drafter.draft(request);
        drafts.sendAndAwait(Record.of(draft.key(), draft));
        meters.counter("preceptor.teacher.drafts", "outcome", draft.outcome().name())
                .increment();
        LOG.infof(
                "draft %d: %s%s",
                request.number(), draft.outcome(), draft.detail() == null ? "" : ", " + draft.detail());
    }

    private void emit(Refinement refinement) {
        refinements.sendAndAwait(Record.of(refinement.key(), refinement));
        meters.counter(
                        "preceptor.teacher.refinements",
                        "outcome",
                        refinement.outcome().name())
                .increment();
        LOG.infof(
                "%s %d: %s%s",
                refinement.kind(),
                refinement.number(),
                refinement.outcome(),
                refinement.detail() == null ? "" : ", " + refinement.detail());
    }
}
