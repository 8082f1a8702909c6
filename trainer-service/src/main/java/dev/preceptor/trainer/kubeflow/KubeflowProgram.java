package dev.preceptor.trainer.kubeflow;

import dev.preceptor.artifactstore.ArtifactException;
import dev.preceptor.artifactstore.ArtifactStore;
import dev.preceptor.trainer.engine.TrainingException;
import dev.preceptor.trainer.engine.TrainingMonitor;
import dev.preceptor.trainer.program.CommandLine;
import dev.preceptor.trainer.program.JobTransfer;
import dev.preceptor.trainer.program.ProgramEnd;
import dev.preceptor.trainer.program.ProgramReport;
import dev.preceptor.trainer.program.ProgramRun;
import dev.preceptor.trainer.program.TrainerProgram;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * Runs the program of a job as a job of Kubernetes. The name of the Kubernetes job is a hash of the training job, so that there is one at a
 * time, and a service that was killed continues to watch the one that it finds. It is deleted at its end, whatever the end is.
 */
public final class KubeflowProgram implements TrainerProgram {

    private static final Logger LOG = Logger.getLogger(KubeflowProgram.class);
    private static final Duration POLL = Duration.ofSeconds(1);
    /** In the image of the pods. */
    private static final String IN_BUCKET = "/trainer/in_bucket.py";

    private final CommandLine command;
    private final KubeflowSettings settings;
    private final Cluster cluster;
    private final Clock clock;
    /** Empty if the pods share a volume with this service. */
    private final Optional<JobTransfer> transfer;

    /** @param clock for the time that pods may take to start, and that an earlier job may take to be deleted */
    KubeflowProgram(CommandLine command, KubeflowSettings settings, Cluster cluster, Clock clock) {
        this.command = command;
        this.settings = settings;
        this.cluster = cluster;
        this.clock = clock;
        this.transfer = settings.throughStore()
                ? Optional.of(new JobTransfer(new ArtifactStore(settings.store())))
                : Optional.empty();
    }

    /**
     * Connects to the cluster that the environment names, as kubectl does.
     *
     * @throws TrainingException if it does not answer, or lacks what the settings name, or does not permit what is needed
     */
    public static KubeflowProgram connect(CommandLine command, KubeflowSettings settings) {
        return new KubeflowProgram(command, settings, Cluster.connect(settings), Clock.systemUTC());
    }

    @Override
    public ProgramEnd run(ProgramRun run, TrainingMonitor monitor) {
        settings.requireOnVolume("the folder of the job", run.folder().root());
        settings.requireOnVolume(
                "the base model", Path.of(run.description().baseModel().path()));
        JobSpec spec = spec(run);
        Optional<ProgramEnd.InfrastructureFailed> blocked = awaitDeletion(spec, monitor);
        if (blocked.isPresent()) {
            return blocked.get();
        }
        long progress;
        try {
            if (transfer.isPresent() && find(spec, monitor).isEmpty()) {
                transfer.get().send(run);
            }
            progress = createOrAdopt(run, spec);
        } catch (ArtifactException e) {
            return new ProgramEnd.InfrastructureFailed(e.getMessage());
        } catch (KubernetesClientException e) {
            return ApiFailures.refused(e);
        }
        try {
            ProgramReport report = new ProgramReport(run, monitor, progress);
            Runnable received = () -> transfer.ifPresent(files -> files.receive(run));
            return new JobWatch(run, spec, report, received, monitor, cluster, clock).end();
        } finally {
            delete(run, spec.name());
        }
    }

    @Override
    public void endOthers(ProgramRun run, TrainingMonitor monitor) {
        JobSpec spec = spec(run);
        Optional<JobSnapshot> existing = find(spec, monitor);
        if (existing.filter(found -> spec.isOfSameJob(found) && !spec.isSameTraining(found))
                .isEmpty()) {
            return;
        }
        LOG.infof("%s: ends the %s, which trains with other settings", run.name(), cluster.nameOf(spec.name()));
        delete(run, spec.name());
        awaitDeletion(spec, monitor).ifPresent(blocked -> {
            throw new TrainingException(blocked.reason());
        });
    }

    @Override
    public void endAll(ProgramRun run) {
        delete(run, JobSpec.nameOf(run));
    }

    private JobSpec spec(ProgramRun run) {
        List<String> words = new ArrayList<>();
        if (settings.throughStore()) {
            words.addAll(List.of("python3", IN_BUCKET, run.job().id()));
        }
        words.addAll(command.of(run.folder().root()));
        return JobSpec.of(run, words, settings);
    }

    /** Waits while an earlier job of the name is being deleted. Returns an end if this takes too long. */
    private Optional<ProgramEnd.InfrastructureFailed> awaitDeletion(JobSpec spec, TrainingMonitor monitor) {
        Instant deadline = clock.instant().plus(settings.startTimeout());
        while (find(spec, monitor).filter(JobSnapshot::deleted).isPresent()) {
            if (clock.instant().isAfter(deadline)) {
                return Optional.of(new ProgramEnd.InfrastructureFailed(
                        "an earlier %s has not been deleted for %s: a node that is lost may hold its pods"
                                .formatted(cluster.nameOf(spec.name()), settings.startTimeout())));
            }
            monitor.sleep().accept(POLL);
        }
        return Optional.empty();
    }

    /**
     * Creates the job, or continues to watch the one that an earlier process has created.
     *
     * @return the bytes of progress.jsonl when the job was created
     */
    private long createOrAdopt(ProgramRun run, JobSpec spec) {
        try {
            cluster.jobs().create(spec);
            LOG.infof("%s: trains as %s", run.name(), cluster.nameOf(spec.name()));
            return spec.progress();
        } catch (KubernetesClientException e) {
            if (e.getCode() != ApiFailures.CONFLICT) {
                throw e;
            }
            JobSnapshot existing = cluster.jobs().find(spec.name()).orElseThrow(() -> e);
            if (!spec.isSameTraining(existing)) {
                throw new TrainingException(
                        "the %s belongs to another training: delete it".formatted(cluster.nameOf(spec.name())));
            }
            cluster.jobs().complete(spec);
            LOG.infof("%s: continues to watch the %s", run.name(), cluster.nameOf(spec.name()));
            return JobSpec.progressOf(existing);
        }
    }

    private Optional<JobSnapshot> find(JobSpec spec, TrainingMonitor monitor) {
        return answered(monitor, () -> cluster.jobs().find(spec.name()));
    }

    /** Asks the API server until it answers. */
    private <T> T answered(TrainingMonitor monitor, Supplier<T> request) {
        Instant deadline = clock.instant().plus(settings.startTimeout());
        while (true) {
            try {
                return request.get();
            } catch (KubernetesClientException e) {
                if (!ApiFailures.isTransient(e) || clock.instant().isAfter(deadline)) {
                    throw new TrainingException("the Kubernetes API server: " + ApiFailures.text(e), e);
                }
                LOG.warnf("the Kubernetes API server: %s; asks again", ApiFailures.text(e));
                monitor.sleep().accept(POLL);
            }
        }
    }

    private void delete(ProgramRun run, String name) {
        try {
            cluster.jobs().delete(name);
        } catch (KubernetesClientException e) {
            LOG.warnf("%s: the %s cannot be deleted: %s", run.name(), cluster.nameOf(name), ApiFailures.text(e));
        }
    }
}
