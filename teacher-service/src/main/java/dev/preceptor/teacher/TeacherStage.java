package dev.preceptor.teacher;

import dev.preceptor.contracts.event.Assignment;
import dev.preceptor.contracts.event.Refinement;
import dev.preceptor.contracts.event.TestResult;
import dev.preceptor.contracts.event.TrainingExample;
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
import java.util.function.Function;
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
    private final MutinyEmitter<Record<String, Refinement>> refinements;
    private final MutinyEmitter<Record<String, TrainingExample>> examples;
    private final UnderWay underWay;
    private final MeterRegistry meters;

    TeacherStage(
            Tutor tutor,
            @Channel("teacher-refinements") MutinyEmitter<Record<String, Refinement>> refinements,
            @Channel("teacher-training-examples") MutinyEmitter<Record<String, TrainingExample>> examples,
            UnderWay underWay,
            MeterRegistry meters) {
        this.tutor = tutor;
        this.refinements = refinements;
        this.examples = examples;
        this.underWay = underWay;
        this.meters = meters;
    }

    /** What was executed: failures are taught, corrections that passed are learnt. */
    @Incoming("teacher-test-results")
    @Blocking(value = POOL, ordered = false)
    public CompletionStage<Void> judged(Message<TestResult> message) {
        return process(message, TestResult::assignment, Curriculum::after);
    }

    /** What was assigned: the tasks that are the teacher's own. */
    @Incoming("teacher-assignments")
    @Blocking(value = POOL, ordered = false)
    public CompletionStage<Void> assigned(Message<Assignment> message) {
        return process(message, Function.identity(), Curriculum::on);
    }

    private <E> CompletionStage<Void> process(
            Message<E> message, Function<E, Assignment> about, Function<E, Decision> decide) {
        try {
            underWay.begin();
        } catch (StoppedException e) {
            return CompletableFuture.completedFuture(null);
        }
        try {
            Assignment assignment = about.apply(message.getPayload());
            MDC.put("run", assignment.runId());
            MDC.put("task", assignment.task().id());
            follow(decide.apply(message.getPayload()));
            return message.ack();
        } catch (StoppedException e) {
            return CompletableFuture.completedFuture(null);
        } catch (RuntimeException e) {
            if (underWay.stopping()) {
                // It failed because its clients are closed; whoever is given it next does it.
                return CompletableFuture.completedFuture(null);
            }
            LOG.errorf("goes to the dead letters: %s", e);
            return message.nack(e);
        } finally {
            MDC.remove("run");
            MDC.remove("task");
            underWay.end();
        }
    }

    private void follow(Decision decision) {
        if (decision instanceof Decision.Ask ask) {
            tutor.answer(ask.question(), this::emit);
        } else if (decision instanceof Decision.Teach teach) {
            teach.examples().forEach(example -> {
                examples.sendAndAwait(Record.of(example.key(), example));
                meters.counter("preceptor.teacher.examples").increment();
            });
        }
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
