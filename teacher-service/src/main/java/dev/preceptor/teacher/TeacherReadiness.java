package dev.preceptor.teacher;

import dev.preceptor.teacher.budget.BudgetLedger;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Ready while the budget's log has been read to its end and can be read further. */
@Readiness
@ApplicationScoped
public class TeacherReadiness implements HealthCheck {

    private final BudgetLedger ledger;

    TeacherReadiness(BudgetLedger ledger) {
        this.ledger = ledger;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("teacher-budget")
                .status(ledger.isReady())
                .build();
    }
}
