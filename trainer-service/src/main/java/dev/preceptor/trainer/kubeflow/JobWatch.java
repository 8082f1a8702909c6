package dev.preceptor.trainer.kubeflow;

import dev.preceptor.trainer.engine.TrainingMonitor;
import dev.preceptor.trainer.program.ProgramEnd;
import dev.preceptor.trainer.program.ProgramReport;
import dev.preceptor.trainer.program.ProgramRun;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;

/** Watches a job of Kubernetes until it ends: its files, its conditions and its pods. */
final class JobWatch {

    private static final Logger LOG = Logger.getLogger(JobWatch.class);
    /** Between two looks at the files of the job. */
    private static final Duration POLL = Duration.ofSeconds(1);
    /** Looks at the files for each request to the API server. */
    private static final int POLLS = 3;
    /** How often a completed job is looked at for its manifest: NFS shows files of another machine after up to 60 s. */
    private static final int RESULT_POLLS = 90;

    private final ProgramRun run;
    private final JobSpec spec;
    private final ProgramReport report;
    private final Runnable receive;
    private final TrainingMonitor monitor;
    private final Cluster cluster;
    private final Clock clock;
    private String logged = "";
    private Instant waitingSince;

    /**
     * @param receive gets the job's files before each look at them, if its pods share no volume with this service
     * @param clock for the time that pods may take to start
     */
    JobWatch(
            ProgramRun run,
            JobSpec spec,
            ProgramReport report,
            Runnable receive,
            TrainingMonitor monitor,
            Cluster cluster,
            Clock clock) {
        this.run = run;
        this.spec = spec;
        this.report = report;
        this.receive = receive;
        this.monitor = monitor;
        this.cluster = cluster;
        this.clock = clock;
    }

    /**
     * Waits for the end.
     *
     * @throws RuntimeException if the monitor ends the training
     */
    ProgramEnd end() {
        for (int poll = 0; ; poll++) {
            monitor.check().run();
            Optional<ProgramEnd> end = told();
            if (end.isEmpty() && poll % POLLS == 0) {
                end = observed();
            }
            if (end.isPresent()) {
                return end.get();
            }
            monitor.sleep().accept(POLL);
        }
    }

    /** The end that the program itself tells while it runs: a wrong number of processes, or a training that failed. */
    private Optional<ProgramEnd> told() {
        receive.run();
        report.read();
        return report.fault().or(report::trainingFailure);
    }

    /** The end that the cluster tells. While the API server does not answer, there is none: the training goes on without it. */
    private Optional<ProgramEnd> observed() {
        try {
            Optional<JobSnapshot> job = cluster.jobs().find(spec.name());
            if (job.isEmpty() || job.get().deleted()) {
                return Optional.of(withResult(
                        new ProgramEnd.InfrastructureFailed("the " + cluster.nameOf(spec.name()) + " was deleted")));
            }
            List<Pod> pods = cluster.pods(spec.name());
            return observed(job.get(), pods);
        } catch (KubernetesClientException e) {
            log("the Kubernetes API server: " + ApiFailures.text(e));
            return Optional.empty();
        }
    }

    private Optional<ProgramEnd> observed(JobSnapshot job, List<Pod> pods) {
        return switch (job.phase()) {
            case COMPLETE -> Optional.of(completed(pods));
            case FAILED -> Optional.of(withResult(failed(job, pods)));
            case SUSPENDED -> {
                waitingSince = null;
                log("is suspended: " + job.message());
                yield Optional.empty();
            }
            case RUNNING -> running(job, pods);
        };
    }

    private Optional<ProgramEnd> running(JobSnapshot job, List<Pod> pods) {
        Optional<ProgramEnd> end = PodEnds.evicted(pods).or(() -> PodStarts.impossible(pods));
        if (end.isPresent()) {
            return end;
        }
        Optional<String> waiting = PodStarts.waiting(pods, spec.settings().nodes());
        if (waiting.isEmpty()) {
            waitingSince = null;
            log(job.progress());
            return Optional.empty();
        }
        log(waiting.get());
        if (waitingSince == null) {
            waitingSince = clock.instant();
        }
        Duration timeout = spec.settings().startTimeout();
        return clock.instant().isAfter(waitingSince.plus(timeout))
                ? Optional.of(new ProgramEnd.InfrastructureFailed(
                        "not all pods have started for %s: %s".formatted(timeout, waiting.get())))
                : Optional.empty();
    }

    /** The end of a job whose processes have all ended with status 0. */
    private ProgramEnd completed(List<Pod> pods) {
        for (int poll = 0; poll < RESULT_POLLS; poll++) {
            Optional<ProgramEnd> end = told().or(report::result).or(report::failure);
            if (end.isPresent()) {
                return end.get();
            }
            monitor.sleep().accept(POLL);
        }
        String output =
                pods.isEmpty() ? "" : cluster.output(pods.get(0).getMetadata().getName());
        return new ProgramEnd.TrainingFailed("the program ended with status 0 and wrote no manifest" + output);
    }

    private ProgramEnd failed(JobSnapshot job, List<Pod> pods) {
        if (job.reason().equals(TrainJobs.NO_RUNTIME)) {
            return new ProgramEnd.TrainingFailed(failure(job));
        }
        return PodEnds.evicted(pods)
                .or(report::failure)
                .or(() -> PodEnds.failed(pods, cluster::output))
                .orElseGet(() -> new ProgramEnd.InfrastructureFailed(failure(job)));
    }

    private String failure(JobSnapshot job) {
        return "the %s failed: %s: %s".formatted(cluster.nameOf(spec.name()), job.reason(), job.message());
    }

    /** What the program's files tell, which counts more than what the cluster tells; else the given end. */
    private ProgramEnd withResult(ProgramEnd end) {
        return told().or(report::result).orElse(end);
    }

    /** Logs what is new. */
    private void log(String text) {
        if (!text.equals(logged) && !text.isEmpty()) {
            LOG.infof("%s: %s: %s", run.name(), cluster.nameOf(spec.name()), text);
        }
        logged = text;
    }
}
