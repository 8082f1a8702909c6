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
 * Takes a comparison's runs to their ends, one after the other: what one pays for serves the next. A run that has ended before
 * is found so.
 *
 * @param client of run-service
 * @param kafka the broker's client settings; task by task, an exam's scores are on its topics only
 * @param names of the topics there
 * @param patience how long the server may be away
 */
record ComparisonRuns(
        RunClient client,
        Map<String, Object> kafka,
        TopicNames names,
        Duration patience,
        Terminal terminal,
        PrintWriter err) {

    private static final Duration INTERVAL = Duration.ofSeconds(1);

    /** @throws CommandException if a run fails, saying which and why */
    Comparison toTheEnd(ComparisonPlan plan, String dataDir) {
        RunReport practice = toTheEnd("practice, and the exam of the student as it came", plan.practice());
        PracticePass pass;
        List<Row> rows = new ArrayList<>();
        try (RecordedRuns runs = new RecordedRuns(kafka, names)) {
            pass = PracticePass.of(runs.read(practice.runId()), plan.inputs().practice());
            rows.add(Row.base(practice, runs.evaluations(practice.runId())));
        }
        if (!pass.lost().isEmpty()) {
            err.println("warning: a fault of ours took attempts at "
                    + pass.lost().size() + " of " + plan.inputs().practice().size()
                    + " practice tasks; they are left out, and the log says which");
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
        RunWatch watch = new RunWatch(client, ProgressView.on(err, terminal, System::nanoTime), INTERVAL, patience);
        RunReport report = watch.toTheEnd(request);
        if (report.state() != Run.State.FINISHED) {
            throw CommandException.failed(what + ": the run " + report.runId() + " ended " + report.state()
                    + (report.reason() == null ? "" : ": " + report.reason())
                    + "; the same call again keeps what the others did");
        }
        return report;
    }
}
