package dev.preceptor.trainer;

import dev.preceptor.contracts.event.Checkpoint;
import dev.preceptor.contracts.event.Event;
import dev.preceptor.contracts.event.TrainingJob;
import dev.preceptor.contracts.event.TrainingProgress;
import dev.preceptor.stage.shutdown.ShuttingDownException;
import io.micrometer.core.instrument.Timer;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.instrumentation.annotations.WithSpan;
import io.smallrye.reactive.messaging.annotations.Blocking;
import io.smallrye.reactive.messaging.kafka.Record;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.Emitter;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.OnOverflow;
import org.eclipse.microprofile.reactive.messaging.Outgoing;
import org.jboss.logging.Logger;
import org.jboss.logging.MDC;

/**
 * The service's Kafka edge: {@code training-jobs} to {@code checkpoints}, one job at a time. A job that is delivered again after its
 * checkpoint was published emits the same checkpoint without training. A job whose run was cancelled or deleted emits none.
 */
@ApplicationScoped
public class TrainerStage {

    private static final Logger LOG = Logger.getLogger(TrainerStage.class);

    private final Trainer trainer;
    private final TrainerMetrics metrics;
    private final TrainerStatus status;
    private final Emitter<Record<String, TrainingProgress>> progress;

    TrainerStage(
            Trainer trainer,
            TrainerMetrics metrics,
            TrainerStatus status,
            @Channel("trainer-progress") @OnOverflow(OnOverflow.Strategy.DROP)
                    Emitter<Record<String, TrainingProgress>> progress) {
        this.trainer = trainer;
        this.metrics = metrics;
        this.status = status;
        this.progress = progress;
    }

    @WithSpan("train")
    @Incoming("trainer-jobs")
    @Outgoing("trainer-checkpoints")
    @Blocking("trainer-pool")
    public Record<String, Checkpoint> train(TrainingJob job) {
        Event.whole(
                job,
                "training job",
                "examples",
                whole -> whole.examples() != null ? whole.examples() : whole.exampleIds());
        MDC.put("run", job.runId());
        Span.current().setAttribute("preceptor.run", job.runId());
        Timer.Sample time = Timer.start();
        status.begun(job);
        try {
            Checkpoint checkpoint = trainer.train(job, step -> {
                metrics.advanced(step);
                status.advanced(step);
                progress.send(Record.of(step.key(), step));
            });
            time.stop(metrics.done());
            LOG.infof(
                    "%s round %d: checkpoint of %d examples in %s",
                    job.runId(),
                    job.round(),
                    checkpoint.examples(),
                    checkpoint.reference().uri());
            return Record.of(checkpoint.key(), checkpoint);
        } catch (RunEndedException e) {
            time.stop(metrics.cancelled());
            LOG.infof("%s round %d: the training ends: %s", job.runId(), job.round(), e.getMessage());
            // Null: no checkpoint is emitted, and the job is done.
            return null;
        } catch (ShuttingDownException e) {
            LOG.infof(
                    "%s round %d: the training stops with this process, and goes on when a trainer starts",
                    job.runId(), job.round());
            throw e;
        } catch (RuntimeException e) {
            time.stop(metrics.failed());
            LOG.errorf("%s round %d: no checkpoint: %s", job.runId(), job.round(), e.getMessage());
            throw e;
        } finally {
            status.ended();
            MDC.remove("run");
        }
    }
}
