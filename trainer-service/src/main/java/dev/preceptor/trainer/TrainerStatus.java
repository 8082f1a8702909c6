package dev.preceptor.trainer;

import dev.preceptor.contracts.event.ServiceStatus;
import dev.preceptor.contracts.event.TrainingJob;
import dev.preceptor.contracts.event.TrainingProgress;
import dev.preceptor.stage.status.StatusSource;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.TreeMap;

/** The job that is being trained. */
@ApplicationScoped
public class TrainerStatus implements StatusSource {

    private volatile TrainingJob job;
    private volatile TrainingProgress progress;

    void begun(TrainingJob begun) {
        progress = null;
        job = begun;
    }

    void advanced(TrainingProgress step) {
        progress = step;
    }

    void ended() {
        job = null;
    }

    @Override
    public ServiceStatus status() {
        TrainingJob current = job;
        TrainingProgress latest = progress;
        Map<String, String> facts = new TreeMap<>();
        if (current != null) {
            facts.put("trains", current.runId() + ", round " + current.round());
            facts.put("step", latest == null ? "none yet" : latest.last().step() + " of " + latest.steps());
        }
        return new ServiceStatus("trainer", facts, null, null);
    }
}
