package dev.preceptor.run.machine;

import dev.preceptor.contracts.event.ReplicaStatus;
import dev.preceptor.contracts.event.Run;
import dev.preceptor.contracts.event.ServiceStatus;
import dev.preceptor.contracts.report.RunReport;
import dev.preceptor.contracts.report.StageProgress;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;

/**
 * Adds to the reports of runs that they wait until a checkpoint has reached the servers of their student. The processes of student-service
 * tell it every few seconds.
 */
@ApplicationScoped
public class RolloutWaits {

    private final StatusFollower follower;

    RolloutWaits(StatusFollower follower) {
        this.follower = follower;
    }

    /** The report with what the run waits for; unchanged if it waits for no rollout. */
    public RunReport addTo(RunReport report) {
        return addTo(report, follower.replicas().present(Instant.now()));
    }

    static RunReport addTo(RunReport report, List<ReplicaStatus> replicas) {
        List<ServiceStatus.Rollout> rollouts = replicas.stream()
                .flatMap(replica -> replica.services().stream())
                .flatMap(service -> service.rollouts().stream())
                .filter(rollout -> rollout.runId().equals(report.runId()))
                .toList();
        if (rollouts.isEmpty() || report.state().ended()) {
            return report;
        }
        ServiceStatus.Rollout first = rollouts.get(0);
        boolean tells = report.state() == Run.State.RUNNING && report.reason() == null;
        return report.with(changed -> changed.reason(tells ? sentence(first) : report.reason())
                .progress(report.progress().stream()
                        .map(stage -> noted(stage, rollouts))
                        .toList()));
    }

    private static String sentence(ServiceStatus.Rollout rollout) {
        String checkpoint =
                rollout.round() == 0 ? "the student as it came" : "the checkpoint of round " + rollout.round();
        return checkpoint + " is on its way to the student's servers: " + rollout.detail();
    }

    /** A checkpoint is asked in its exam and in the practice of the next round. */
    private static StageProgress noted(StageProgress stage, List<ServiceStatus.Rollout> rollouts) {
        boolean waits = stage.done() < stage.total()
                && rollouts.stream()
                        .map(ServiceStatus.Rollout::round)
                        .anyMatch(round -> stage.stage().equals("exam-" + round)
                                || stage.stage().equals("practice-" + (round + 1)));
        return waits && stage.note() == null
                ? new StageProgress(stage.stage(), stage.done(), stage.total(), "waits for the student's servers")
                : stage;
    }
}
