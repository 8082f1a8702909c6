package dev.preceptor.teacher;

import dev.preceptor.contracts.FirstField;
import dev.preceptor.contracts.Json;
import dev.preceptor.contracts.RecordLimit;
import dev.preceptor.contracts.event.Assignee;
import dev.preceptor.contracts.event.Assignment;
import dev.preceptor.contracts.event.BatchedRequest;
import dev.preceptor.contracts.event.Draft;
import dev.preceptor.contracts.event.DraftOutcome;
import dev.preceptor.contracts.event.DraftRequest;
import dev.preceptor.contracts.event.Refinement;
import dev.preceptor.contracts.event.RefinementOutcome;
import dev.preceptor.contracts.event.TestResult;
import dev.preceptor.contracts.event.TrainingExample;
import dev.preceptor.teacher.drafting.Drafter;
import dev.preceptor.teacher.lesson.Answer;
import dev.preceptor.teacher.lesson.Decision;
import dev.preceptor.teacher.lesson.Refiner;
import dev.preceptor.teacher.lesson.TeachingRules;
import dev.preceptor.teacher.lesson.TrainingExamples;
import dev.preceptor.teaching.RefinementRequest;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.reactive.messaging.MutinyEmitter;
import io.smallrye.reactive.messaging.kafka.Record;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.jboss.logging.Logger;

/**
 * The service's Kafka edge: {@code test-results}, {@code assignments} and {@code draft-requests} to {@code refinements},
 * {@code training-examples} and {@code drafts}, and assignments to the student where it is a rung of the ladder. An event is acknowledged after the broker has acknowledged all events that it caused.
 */
@ApplicationScoped
public class TeacherStage {

    private static final Logger LOG = Logger.getLogger(TeacherStage.class);

    private final EventProcessor processor;
    private final Refiner refiner;
    private final Drafter drafter;
    private final MutinyEmitter<Record<String, byte[]>> refinements;
    private final MutinyEmitter<Record<String, byte[]>> examples;
    private final MutinyEmitter<Record<String, byte[]>> drafts;
    private final MutinyEmitter<Record<String, byte[]>> assignments;
    private final MutinyEmitter<Record<String, byte[]>> batchedRequests;
    private final RungMetrics rungs;
    private final RecordLimit records;
    private final Map<RefinementOutcome, Counter> refinementCounters;
    private final Map<DraftOutcome, Counter> draftCounters;
    private final Counter exampleCounter;

    TeacherStage(
            EventProcessor processor,
            Refiner refiner,
            Drafter drafter,
            @Channel("teacher-refinements") MutinyEmitter<Record<String, byte[]>> refinements,
            @Channel("teacher-training-examples") MutinyEmitter<Record<String, byte[]>> examples,
            @Channel("teacher-drafts") MutinyEmitter<Record<String, byte[]>> drafts,
            @Channel("teacher-student-assignments") MutinyEmitter<Record<String, byte[]>> assignments,
            @Channel("teacher-batched-requests") MutinyEmitter<Record<String, byte[]>> batchedRequests,
            RungMetrics rungs,
            TeacherConfiguration configuration,
            MeterRegistry meters) {
        this.processor = processor;
        this.refiner = refiner;
        this.drafter = drafter;
        this.refinements = refinements;
        this.examples = examples;
        this.drafts = drafts;
        this.assignments = assignments;
        this.batchedRequests = batchedRequests;
        this.rungs = rungs;
        this.records = new RecordLimit(configuration.maxMessageBytes());
        this.refinementCounters = byOutcome(meters, "preceptor.teacher.refinements", RefinementOutcome.values());
        this.draftCounters = byOutcome(meters, "preceptor.teacher.drafts", DraftOutcome.values());
        this.exampleCounter = meters.counter("preceptor.teacher.examples");
    }

    private static <E extends Enum<E>> Map<E, Counter> byOutcome(MeterRegistry meters, String name, E[] outcomes) {
        return Stream.of(outcomes)
                .collect(Collectors.toMap(
                        Function.identity(), outcome -> meters.counter(name, "outcome", outcome.name())));
    }

    /** Judged programs: failures are refined, refinements that passed become training examples. */
    @Incoming("teacher-test-results")
    public CompletionStage<Void> onTestResult(Message<TestResult> message) {
        return processor.process(message, result -> task(result.assignment(), TeachingRules.onTestResult(result)));
    }

    /** Assignments: those of the teacher are solved by it. Most are the student's, which are passed over without being parsed. */
    @Incoming("teacher-assignments")
    public CompletionStage<Void> onAssignment(Message<byte[]> message) {
        if (Assignee.STUDENT.name().equals(FirstField.text(message.getPayload(), "assignee"))) {
            return message.ack();
        }
        return processor.process(
                message.withPayload(assignment(message.getPayload())),
                assignment -> task(assignment, TeachingRules.onAssignment(assignment)));
    }

    /** Null, which makes the record a dead letter, if it is no assignment. */
    private static Assignment assignment(byte[] record) {
        try {
            return record == null ? null : Json.mapper().readValue(record, Assignment.class);
        } catch (IOException e) {
            LOG.debugf("not an assignment: %s", e.getMessage());
            return null;
        }
    }

    /** Requests for new tasks. */
    @Incoming("teacher-draft-requests")
    public CompletionStage<Void> onDraftRequest(Message<DraftRequest> message) {
        return processor.process(
                message, request -> Optional.of(new EventProcessor.Task("draft", null, () -> draft(request))));
    }

    private Optional<EventProcessor.Task> task(Assignment assignment, Decision decision) {
        String taskId = assignment.task().id();
        if (decision instanceof Decision.RequestRefinement refine) {
            return Optional.of(new EventProcessor.Task(
                    "teach", taskId, () -> refiner.refine(refine.request(), this::defer, this::emit)));
        }
        if (decision instanceof Decision.AssignToStudent assign) {
            return Optional.of(new EventProcessor.Task("assign", taskId, () -> emit(assign.assignment())));
        }
        if (decision instanceof Decision.RequestScore score) {
            return Optional.of(
                    new EventProcessor.Task("score", taskId, () -> refiner.score(score.request(), this::emit)));
        }
        return decision instanceof Decision.EmitExamples emit
                ? Optional.of(new EventProcessor.Task(
                        "teach", taskId, () -> emit.examples().forEach(this::emit)))
                : Optional.empty();
    }

    /** Puts a request of a teacher that is asked in batches aside; false for other teachers. */
    private boolean defer(RefinementRequest request) {
        if (request.teacher().batch() == null) {
            return false;
        }
        BatchedRequest waiting = request.batched();
        batchedRequests.sendAndAwait(Record.of(waiting.key(), records.fitting(waiting)));
        LOG.infof("attempt %d: waits for a batch", request.number());
        return true;
    }

    /** Goes on with a request after its batch, with this answer or, if it is null, by asking its teacher. */
    void resume(RefinementRequest request, Answer answer) {
        refiner.resume(request, answer, this::defer, this::emit);
    }

    private void emit(TrainingExample example) {
        examples.sendAndAwait(Record.of(example.key(), records.fitting(example)));
        exampleCounter.increment();
        rungs.taught(example);
    }

    private void emit(Assignment assignment) {
        assignments.sendAndAwait(Record.of(assignment.key(), records.fitting(assignment)));
        LOG.infof("attempt %d: assigned to the student", assignment.step());
    }

    private void draft(DraftRequest request) {
        Draft draft = drafter.draft(request);
        drafts.sendAndAwait(Record.of(draft.key(), records.fitting(draft)));
        draftCounters.get(draft.outcome()).increment();
        LOG.infof(
                "draft %d: %s%s",
                request.number(), draft.outcome(), draft.detail() == null ? "" : ", " + draft.detail());
    }

    /**
     * A refinement that is too large for a record, together with the failure that it answers, is a fault of ours. A score is followed by its
     * example.
     */
    private void emit(Refinement answer) {
        byte[] json = Json.bytes(answer);
        if (records.holds(json)) {
            emit(answer, json);
        } else {
            Refinement faulted = answer.faulted(records.excess(answer).orElseThrow());
            emit(faulted, records.fitting(faulted));
        }
    }

    private void emit(Refinement refinement, byte[] json) {
        refinements.sendAndAwait(Record.of(refinement.key(), json));
        refinementCounters.get(refinement.outcome()).increment();
        rungs.answered(refinement);
        LOG.infof(
                "%s %d%s: %s%s",
                refinement.kind(),
                refinement.number(),
                refinement.rung() == null ? "" : " by " + refinement.rung(),
                refinement.outcome(),
                refinement.detail() == null ? "" : ", " + refinement.detail());
        if (refinement.outcome() == RefinementOutcome.SCORED) {
            emit(TrainingExamples.of(refinement));
        }
    }
}
