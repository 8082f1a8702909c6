package dev.preceptor.teacher;

import dev.preceptor.contracts.event.ServiceStatus;
import dev.preceptor.stage.status.StatusSource;
import jakarta.enterprise.context.ApplicationScoped;

/** The teacher says no more than that it is there: its spend is in the reports of the runs. */
@ApplicationScoped
public class TeacherStatus implements StatusSource {

    @Override
    public ServiceStatus status() {
        return ServiceStatus.of("teacher");
    }
}
