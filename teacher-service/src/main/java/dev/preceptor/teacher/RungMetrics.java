package dev.preceptor.teacher;

import dev.preceptor.contracts.event.Refinement;
import dev.preceptor.contracts.event.TrainingExample;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Counts what each rung of a ladder answers, teaches and costs, by the name of the rung. Runs with one teacher are not counted. */
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
    }

    void answered(Refinement refinement) {
        String rung = refinement.rung();
        if (rung != null) {
            String outcome = refinement.outcome().name();
            meters.counter(PREFIX + "refinements", "rung", known(rung), "outcome", outcome)
                    .increment();
            meters.counter(PREFIX + "cost.usd", "rung", known(rung)).increment(refinement.costUsd());
        }
    }

    void taught(TrainingExample example) {
        if (example.rung() != null) {
            meters.counter(PREFIX + "examples", "rung", known(example.rung())).increment();
        }
    }

    private String known(String rung) {
        return names.contains(rung) || names.size() < MOST_NAMES && names.add(rung) ? rung : OTHERS;
    }
}
