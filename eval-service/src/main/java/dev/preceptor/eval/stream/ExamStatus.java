package dev.preceptor.eval.stream;

import dev.preceptor.contracts.event.ServiceStatus;
import dev.preceptor.stage.status.StatusSource;
import jakarta.enterprise.context.ApplicationScoped;

/** The examiner says no more than that it is there: open exams are in the reports of the runs. */
@ApplicationScoped
public class ExamStatus implements StatusSource {

    @Override
    public ServiceStatus status() {
        return ServiceStatus.of("eval");
    }
}
