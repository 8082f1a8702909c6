package dev.preceptor.run.stream;

import dev.preceptor.artifactstore.ArtifactException;
import dev.preceptor.contracts.event.Event;
import dev.preceptor.contracts.event.OversizedEventException;
import dev.preceptor.contracts.event.Run;
import dev.preceptor.contracts.event.TrainingJob;
import dev.preceptor.run.ledger.Effect;
import dev.preceptor.run.ledger.RunLedger;
import dev.preceptor.run.ledger.RunStateMachine;
import dev.preceptor.run.practice.Manifests;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.List;
import java.util.Queue;
import java.util.function.LongSupplier;
import java.util.function.ObjLongConsumer;
import org.apache.kafka.common.KafkaException;
import org.jboss.logging.Logger;

/** Performs the effects of a transition and, one after the other, the effects that follow from those. */
final class EffectRunner {

    private static final Logger LOG = Logger.getLogger(EffectRunner.class);

    private final TaskAssigner assigner;
    private final RefusedAssignments refused;
    private final ExampleStore examples;
    private final Manifests manifests;
    private final Duration storePatience;
    private final LongSupplier wallClock;
    private final ObjLongConsumer<Event> emit;

    /**
     * @param storePatience how long the artifact store is tried before a run is held
     * @param wallClock milliseconds since the epoch
     * @param emit emits an event with a timestamp
     */
    EffectRunner(
            TaskAssigner assigner,
            RefusedAssignments refused,
            ExampleStore examples,
            Manifests manifests,
            Duration storePatience,
            LongSupplier wallClock,
            ObjLongConsumer<Event> emit) {
        this.assigner = assigner;
        this.refused = refused;
        this.examples = examples;
        this.manifests = manifests;
        this.storePatience = storePatience;
        this.wallClock = wallClock;
        this.emit = emit;
    }

    void perform(RunStateMachine run, Collection<Effect> effects) {
        Queue<Effect> open = new ArrayDeque<>(effects);
        while (!open.isEmpty()) {
            open.addAll(perform(run, open.remove()));
        }
    }

    private List<Effect> perform(RunStateMachine run, Effect effect) {
        if (effect instanceof Effect.AssignTasks assign) {
            return assignTasks(run, assign);
        }
        if (effect instanceof Effect.RetryUnfunded retry) {
            return retryUnfunded(run, retry);
        }
        if (effect instanceof Effect.AssignRefused) {
            refused.take(run.ledger()).forEach(assignment -> emit.accept(assignment, run.now()));
            return List.of();
        }
        if (effect instanceof Effect.Train) {
            return train(run);
        }
        return publish(run, ((Effect.Publish) effect).event());
    }

    private List<Effect> assignTasks(RunStateMachine run, Effect.AssignTasks effect) {
        TaskAssigner.Assigned assigned;
        try {
            assigned = assigner.assign(run.ledger(), effect);
        } catch (KafkaException e) {
            throw e;
        } catch (RuntimeException e) {
            return storeFailed(run, "the practice tasks cannot be read", e);
        }
        assigned.events().forEach(event -> emit.accept(event, run.now()));
        return run.assigned(assigned.places(), assigned.tasks());
    }

    private List<Effect> retryUnfunded(RunStateMachine run, Effect.RetryUnfunded effect) {
        TaskAssigner.Retried retried = assigner.retryUnfunded(run.ledger(), effect);
        retried.events().forEach(event -> emit.accept(event, run.now()));
        return run.retriedUnfunded(retried.upTo(), retried.samples());
    }

    private List<Effect> train(RunStateMachine run) {
        RunLedger ledger = run.ledger();
        ExampleStore.Chosen chosen = examples.chosen(ledger.run(), ledger.round());
        TrainingJob job = ledger.trainingJob(chosen.ids());
        try {
            return run.trainingReady(manifests.naming(job, ledger.run()), chosen.replayed(), chosen.scores());
        } catch (ArtifactException e) {
            return storeFailed(run, "the training's examples cannot be kept", e);
        }
    }

    private List<Effect> publish(RunStateMachine run, Event event) {
        if (event instanceof TrainingJob job) {
            LOG.infof("%s round %d: to be trained on %d examples", job.runId(), job.round(), job.exampleCount());
            return publishJob(run, job);
        }
        if (event instanceof Run changed) {
            String reason = changed.reason() == null ? "" : ": " + changed.reason();
            LOG.infof("%s %s%s", changed.runId(), changed.state(), reason);
        }
        emit.accept(event, run.now());
        return List.of();
    }

    private List<Effect> publishJob(RunStateMachine run, TrainingJob job) {
        try {
            emit.accept(job, run.now());
            return List.of();
        } catch (OversizedEventException e) {
            return run.processingFailed(e.getMessage());
        }
    }

    List<Effect> storeFailed(RunStateMachine run, String what, RuntimeException problem) {
        LOG.warnf(
                "%s: %s: %s; it is tried again for %s",
                run.ledger().run().runId(), what, problem.getMessage(), storePatience);
        return run.storeFailed(what, problem.getMessage(), storePatience, wallClock.getAsLong());
    }
}
