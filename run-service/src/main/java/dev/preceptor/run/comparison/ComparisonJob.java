package dev.preceptor.run.comparison;

import dev.preceptor.contracts.Topic;
import dev.preceptor.contracts.TopicNames;
import dev.preceptor.contracts.comparison.Arm;
import dev.preceptor.contracts.comparison.ComparisonReport;
import dev.preceptor.contracts.event.DataSet;
import dev.preceptor.contracts.event.Job;
import dev.preceptor.contracts.event.Run;
import dev.preceptor.contracts.report.RunReport;
import dev.preceptor.contracts.specification.InvalidSpecificationException;
import dev.preceptor.run.api.InvalidRequestException;
import dev.preceptor.run.api.LedgerPolling;
import dev.preceptor.run.api.NotTheOwnerException;
import dev.preceptor.run.api.RunRequests;
import dev.preceptor.run.api.StoredRequest;
import dev.preceptor.run.job.JobFailedException;
import dev.preceptor.run.job.JobKind;
import dev.preceptor.run.job.JobProgress;
import dev.preceptor.run.ledger.RunLedger;
import dev.preceptor.run.readmodel.RecordedRuns;
import dev.preceptor.run.stream.RunQueries;
import io.smallrye.common.annotation.Identifier;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Performs comparisons. It brings the runs of a plan to their ends, one after the other, so that each reuses the teacher answers that
 * the runs before it paid for; then it writes the report. A run that the job has recorded is not requested again.
 */
@ApplicationScoped
public class ComparisonJob implements JobKind {

    private static final Duration INTERVAL = Duration.ofSeconds(1);

    private final RunRequests requests;
    private final RunQueries queries;
    private final LedgerPolling polling;
    private final ComparisonArtifacts artifacts;
    private final Map<String, Object> kafka;
    private final TopicNames names;

    ComparisonJob(
            RunRequests requests,
            RunQueries queries,
            LedgerPolling polling,
            ComparisonArtifacts artifacts,
            @ConfigProperty(name = "kafka.bootstrap.servers", defaultValue = "localhost:9092") String brokers,
            @Identifier("default-kafka-broker") Map<String, Object> kafka,
            TopicNames names) {
        this.requests = requests;
        this.queries = queries;
        this.polling = polling;
        this.artifacts = artifacts;
        this.kafka = new HashMap<>(kafka);
        this.kafka.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, brokers);
        this.names = names;
    }

    @Override
    public Topic topic() {
        return Topic.COMPARISONS;
    }

    @Override
    public DataSet perform(Job job, JobProgress progress) throws JobFailedException, InterruptedException {
        ComparisonPlan plan = artifacts.plan(job);
        List<RunReport> reports = new ArrayList<>();
        RunReport practice =
                toTheEnd(progress, 0, "practice", () -> plan.practiceRun(artifacts.withoutSolutions(plan.practice())));
        reports.add(practice);
        PracticePass pass = passOf(plan, practice.runId());
        for (Arm arm : plan.arms()) {
            int number = reports.size();
            reports.add(toTheEnd(
                    progress,
                    number,
                    arm.label() + " (" + number + " of " + plan.arms().size() + ")",
                    () -> plan.armRun(
                            arm,
                            practice.runId(),
                            artifacts.tasks(pass.tasks()),
                            artifacts.attempts(pass.attempts()))));
        }
        try (RecordedRuns recorded = new RecordedRuns(kafka, names)) {
            ComparisonReport report = ComparisonReports.of(
                    plan, pass, reports, recorded.evaluationsOf(progress.job().runs()));
            return artifacts.put(report);
        }
    }

    private PracticePass passOf(ComparisonPlan plan, String practiceRunId) throws JobFailedException {
        try (RecordedRuns recorded = new RecordedRuns(kafka, names)) {
            PracticePass pass = PracticePass.of(
                    recorded.practiceResults(practiceRunId),
                    plan.parsed().practice().samples(),
                    artifacts.lines(plan.practice()));
            if (pass.tasks().isEmpty()) {
                throw new JobFailedException(
                        "every practice task lost an attempt to an infrastructure fault; the log has the details");
            }
            return pass;
        }
    }

    /**
     * Starts a run, or finds it, and waits for its end.
     *
     * @param number of the run in the comparison, from 0
     * @param what names the run in the reason of a failure
     */
    private RunReport toTheEnd(JobProgress progress, int number, String what, Supplier<StoredRequest> request)
            throws JobFailedException, InterruptedException {
        String runId = started(progress, number, what, request);
        while (true) {
            RunLedger ledger = polling.whenReadable(() -> queries.run(runId))
                    .orElseThrow(() -> new JobFailedException(what + ": the run " + runId + " was deleted"));
            Run run = ledger.run();
            if (run.state() == Run.State.FINISHED) {
                return ledger.report();
            }
            if (run.state().ended() || run.state() == Run.State.HELD) {
                throw new JobFailedException(what + ": the run " + runId + " ended " + run.state()
                        + (run.reason() == null ? "" : ": " + run.reason()));
            }
            Thread.sleep(INTERVAL.toMillis());
        }
    }

    private String started(JobProgress progress, int number, String what, Supplier<StoredRequest> request)
            throws JobFailedException {
        List<String> runs = progress.job().runs();
        if (number < runs.size()) {
            return runs.get(number);
        }
        try {
            String runId =
                    requests.accept(request, progress.job().owner()).run().run().runId();
            progress.started(runId);
            return runId;
        } catch (InvalidRequestException | InvalidSpecificationException | NotTheOwnerException e) {
            throw new JobFailedException(what + ": " + e.getMessage());
        }
    }
}
