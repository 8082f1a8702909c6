package dev.preceptor.student;

import dev.preceptor.contracts.event.ServiceStatus;
import dev.preceptor.stage.status.StatusSource;
import dev.preceptor.student.djl.LoadedModels;
import dev.preceptor.student.rollout.Rollouts;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;

/** The students in memory, and the rollouts to servers of students. */
@ApplicationScoped
public class StudentStatus implements StatusSource {

    private final LoadedModels models;
    private final Rollouts rollouts;
    private final StudentConfiguration configuration;

    StudentStatus(LoadedModels models, Rollouts rollouts, StudentConfiguration configuration) {
        this.models = models;
        this.rollouts = rollouts;
        this.configuration = configuration;
    }

    @Override
    public ServiceStatus status() {
        Map<String, String> facts = Map.of("slots", Integer.toString(configuration.slots()));
        return new ServiceStatus("student", facts, models.uris(), null, rollouts.awaited());
    }
}
