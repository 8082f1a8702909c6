package dev.preceptor.teacher;

import dev.preceptor.contracts.event.Refinement;
import dev.preceptor.contracts.event.RefinementOutcome;
import dev.preceptor.contracts.event.TrainingExample;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Counts what each rung of a ladder answers, teaches and costs, by the name of the rung. Runs with one teacher are not counted. The student's
 * corrections of its own attempts count as examples only.
 */
@ApplicationScoped
class RungMetrics {

    private static final String PREFIX = "preceptor.teacher.rung.";
    /** Users name the rungs, so their number has a limit; further ones count together. */
    private static final int MOST_NAMES = 100;

    private static final String OTHERS = "others";

    private final MeterRegistry meters;
    private final Set<String> names = ConcurrentHashMap.newKeySet();

    RungMetrics(MeterRegistry meters) {
        this.meters = meters;
        for (RefinementOutcome outcome : RefinementOutcome.values()) {
            refinements(OTHERS, outcome);
        }
        cost(OTHERS);
        examples(OTHERS);
    }

    void answered(Refinement refinement) {
        if (refinement.rung() != null) {
            String rung = known(refinement.rung());
            refinements(rung, refinement.outcome()).increment();
            cost(rung).increment(refinement.costUsd());
        }
    }

    void taught(TrainingExample example) {
        if (example.rung() != null) {
            examples(known(example.rung())).increment();
        }
    }

    private Counter refinements(String rung, RefinementOutcome outcome) {
        return meters.counter(PREFIX + "refinements", "rung", rung, "outcome", outcome.name());
    }

    private Counter cost(String rung) {
        return meters.counter(PREFIX + "cost.usd", "rung", rung);
    }

    private Counter examples(String rung) {
        return meters.counter(PREFIX + "examples", "rung", rung);
    }

    private String known(String rung) {
        return names.contains(rung) || names.size() < MOST_NAMES && names.add(rung) ? rung : OTHERS;
    }
}
