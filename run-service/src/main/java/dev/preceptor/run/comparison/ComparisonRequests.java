package dev.preceptor.run.comparison;

import dev.preceptor.contracts.Topic;
import dev.preceptor.contracts.comparison.Arm;
import dev.preceptor.contracts.event.Job;
import dev.preceptor.contracts.event.JobBuilder;
import dev.preceptor.contracts.specification.InvalidSpecificationException;
import dev.preceptor.run.api.DataSetLock;
import dev.preceptor.run.api.InvalidRequestException;
import dev.preceptor.run.api.ParsedRequest;
import dev.preceptor.run.api.RequestBodies;
import dev.preceptor.run.api.RunRequests;
import dev.preceptor.run.api.StoredRequest;
import dev.preceptor.run.job.Jobs;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.InputStream;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;

/** Takes requests for comparisons. */
@ApplicationScoped
class ComparisonRequests {

    private static final String ARMS = "arms";

    private final RequestBodies bodies;
    private final RunRequests runs;
    private final DataSetLock dataSets;
    private final Jobs jobs;
    private final ComparisonArtifacts artifacts;

    ComparisonRequests(
            RequestBodies bodies, RunRequests runs, DataSetLock dataSets, Jobs jobs, ComparisonArtifacts artifacts) {
        this.bodies = bodies;
        this.runs = runs;
        this.dataSets = dataSets;
        this.jobs = jobs;
        this.artifacts = artifacts;
    }

    /**
     * Starts the comparison, or finds the one that the same request started before. One that FAILED continues.
     *
     * @param caller whose comparison it is; null where the API is open
     * @throws InvalidRequestException if the request cannot be used
     */
    Jobs.Accepted accept(InputStream body, String caller) {
        return bodies.read(body, Set.of(ARMS), request -> {
            if (request.practice() == null) {
                throw new InvalidRequestException("practice: is a list of at least one task");
            }
            List<Arm> arms = ArmReader.read(
                    request.further().get(ARMS),
                    request.specification().training().fraction());
            runs.inOwnPurse(request.asked(), caller);
            return dataSets.whileKept(() -> accept(request, arms, caller));
        });
    }

    private Jobs.Accepted accept(ParsedRequest request, List<Arm> arms, String caller) {
        StoredRequest stored = bodies.stored(request);
        ComparisonPlan plan = ComparisonPlan.of(stored, arms);
        requireValidRuns(plan);
        Job job = JobBuilder.builder()
                .id(plan.id(caller))
                .state(Job.State.RUNNING)
                .request(artifacts.put(plan))
                .inputs(plan.inputs())
                .createdAt(Instant.now().truncatedTo(ChronoUnit.MILLIS))
                .owner(caller)
                .build();
        return jobs.accept(Topic.COMPARISONS, job);
    }

    /** The settings of an arm's run may contradict each other although those of the request do not. */
    private static void requireValidRuns(ComparisonPlan plan) {
        try {
            plan.practiceRun(plan.practice());
            plan.arms().forEach(arm -> plan.armRun(arm, plan.parsed().name(), plan.practice(), plan.practice()));
        } catch (InvalidSpecificationException e) {
            throw new InvalidRequestException(e.getMessage());
        }
    }
}
