package dev.preceptor.cli.compare;

import dev.preceptor.cli.CommandException;
import dev.preceptor.cli.progress.ProgressView;
import dev.preceptor.cli.run.RunClient;
import dev.preceptor.cli.run.RunWatch;
import dev.preceptor.cli.terminal.Terminal;
import dev.preceptor.contracts.TopicNames;
import dev.preceptor.contracts.event.Evaluation;
import dev.preceptor.contracts.event.Run;
import dev.preceptor.contracts.report.RunReport;
import dev.preceptor.contracts.report.RunRequest;
import dev.preceptor.contracts.specification.RunSpecification;
import dev.preceptor.run.readmodel.RecordedRuns;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Runs the runs of a comparison to their ends, one after the other, so that each reuses the teacher answers that the runs
 * before it paid for. A run that ended earlier is not repeated.
 *
 * @param client the client of run-service
 * @param kafka Kafka client settings; the exam scores of single tasks are on topics only
 * @param names the topic names of the installation
 * @param maxOutage how long the server may be unreachable
 */
record ComparisonRuns(
        RunClient client,
        Map<String, Object> kafka,
        TopicNames names,
        Duration maxOutage,
        Terminal terminal,
        PrintWriter err) {

    private static final Duration INTERVAL = Duration.ofSeconds(1);

    /** @throws CommandException naming the run and the reason, if a run fails */
    Comparison toTheEnd(ComparisonPlan plan, String dataDir) {
        RunReport practice = toTheEnd("practice, and the exam of the untrained student", plan.practice());
        PracticePass pass;
        List<Row> rows = new ArrayList<>();
        try (RecordedRuns runs = new RecordedRuns(kafka, names)) {
            pass = PracticePass.of(runs.read(practice.runId()), plan.inputs().practice());
            rows.add(Row.base(practice, runs.evaluations(practice.runId())));
        }
        if (!pass.lost().isEmpty()) {
            err.println("warning: infrastructure faults lost attempts at "
                    + pass.lost().size() + " of " + plan.inputs().practice().size()
                    + " practice tasks, which are left out; the log has the details");
        }
        int number = 0;
        for (Arm arm : plan.arms()) {
            number++;
            RunReport report = toTheEnd(
                    arm.label() + " (" + number + " of " + plan.arms().size() + ")",
                    plan.of(arm, pass.runId(), pass.tasks(), pass.attempts()));
            try (RecordedRuns runs = new RecordedRuns(kafka, names)) {
                List<Evaluation> evaluations = runs.evaluations(report.runId());
                rows.add(Row.of(arm, report, evaluations));
            }
        }
        RunSpecification specification = plan.inputs().specification();
        return new Comparison(
                specification.name(),
                specification.teacher().model(),
                pass.tasks().size(),
                pass.lost(),
                practice.ledger(),
                plan.inputs().exam().size(),
                specification.exam().samples(),
                rows,
                Difference.among(rows),
                dataDir);
    }

    private RunReport toTheEnd(String what, RunRequest request) {
        err.println(what);
        err.flush();
        RunWatch watch = new RunWatch(client, ProgressView.on(err, terminal, System::nanoTime), INTERVAL, maxOutage);
        RunReport report = watch.toTheEnd(request);
        if (report.state() != Run.State.FINISHED) {
            throw CommandException.failed(what + ": the run " + report.runId() + " ended " + report.state()
                    + (report.reason() == null ? "" : ": " + report.reason())
                    + "; repeating the command keeps the results of the other runs");
        }
        return report;
    }
}
