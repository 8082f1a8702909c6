package dev.preceptor.cli.run;

import dev.preceptor.cli.CommandException;
import dev.preceptor.cli.ExitStatus;
import dev.preceptor.cli.interruption.Interruption;
import dev.preceptor.cli.progress.ProgressView;
import dev.preceptor.cli.report.LessonChoice;
import dev.preceptor.cli.report.ReportText;
import dev.preceptor.cli.specification.PracticeFile;
import dev.preceptor.cli.specification.RunInputs;
import dev.preceptor.cli.specification.SpecificationFile;
import dev.preceptor.cli.terminal.JsonOutput;
import dev.preceptor.cli.terminal.Style;
import dev.preceptor.cli.terminal.Terminal;
import dev.preceptor.cli.terminal.WebPage;
import dev.preceptor.contracts.event.Run;
import dev.preceptor.contracts.report.ExamReport;
import dev.preceptor.contracts.report.Lesson;
import dev.preceptor.contracts.report.RunReport;
import dev.preceptor.standalone.DataDirectory;
import dev.preceptor.standalone.Home;
import dev.preceptor.standalone.KeptReport;
import dev.preceptor.standalone.LoopbackPort;
import dev.preceptor.standalone.ServiceAccess;
import dev.preceptor.standalone.embedded.EmbeddedServices;
import dev.preceptor.standalone.embedded.EmbeddedSettings;
import dev.preceptor.standalone.embedded.PythonInterpreter;
import java.io.PrintWriter;
import java.net.URI;
import java.time.Duration;
import java.util.List;

/** Performs a run from its specification to its printed report, in this process or on a server. */
final class RunProcedure {

    private static final Duration INTERVAL = Duration.ofSeconds(1);
    private static final Duration MAX_OUTAGE_OF_SERVER = Duration.ofMinutes(2);
    private static final Duration MAX_OUTAGE_IN_PROCESS = Duration.ofSeconds(20);
    private static final int LESSONS_READ = 200;
    private static final int LESSONS_SHOWN = 3;

    private final RunOptions options;
    private final PrintWriter out;
    private final PrintWriter err;
    private final Terminal terminal = Terminal.of(System.getProperties(), System.getenv());

    RunProcedure(RunOptions options, PrintWriter out, PrintWriter err) {
        this.options = options;
        this.out = out;
        this.err = err;
    }

    /** Runs in this process. {@code command} is the command line that resumes the run, without {@link RunOptions}. */
    int runInProcess(SpecificationFile file, ShellCommand command) {
        JsonOutput json = options.json();
        SpecificationFile resolved = StudentModel.withAbsolutePath(file);
        RunInputs inputs = inputsOf(resolved);
        PythonInterpreter.require();
        ServerKeys.require(resolved, System.getenv());
        Home home = Home.of(System.getenv());
        StudentModel.download(resolved, home, err);
        StudentModel.requireAdaptedLayers(resolved, home, System.getenv(), err);
        StudentModel.requireFittingPrompts(inputs, home, System.getenv(), err);
        RunInputs contextExam = contextExamOf(inputs);
        if (contextExam != null) {
            StudentModel.requireFittingPrompts(contextExam, home, System.getenv(), err);
        }
        DataDirectory data = DataDirectory.createNamedOrNew(
                options.data(), home, resolved.specification().name());
        ShellCommand resume =
                command.with(options.given()).with(List.of("--data", data.path().toString()));
        announce(inputs, "data in " + data.path());
        Interruption interruption = Interruption.expected(err, "Stopped. Nothing is lost; to resume: " + resume);
        try (EmbeddedServices services = EmbeddedServices.start(new EmbeddedSettings(
                data,
                home,
                LoopbackPort.free(),
                LoopbackPort.free(),
                ServiceAccess.of(resolved.specification()),
                "ERROR"))) {
            RunWatch watch = watch(new RunClient(services.address()), MAX_OUTAGE_IN_PROCESS);
            ExamReport withContext = examineWithContext(watch, contextExam, services.address());
            RunReport report = perform(watch, inputs, services.address())
                    .withContextExam(withContext)
                    .inDataDir(data.path().toString());
            KeptReport.write(report, data.path());
            return printReport(report, shownLessons(watch, report), json);
        } finally {
            interruption.over();
        }
    }

    /** Runs on another run-service, which continues the run if this process is stopped. */
    int runOnServer(ServerOptions.Server server, SpecificationFile file, ShellCommand command) {
        JsonOutput json = options.json();
        if (options.data() != null) {
            throw CommandException.badInput(
                    "--data applies to a run in this process only; with --server the server keeps the data");
        }
        RunInputs inputs = inputsOf(file);
        announce(inputs, "on " + server.address());
        Interruption interruption = Interruption.expected(
                err,
                "Stopped watching; the run continues at " + server.address() + ". To watch it again: "
                        + command.with(options.given()));
        try {
            RunWatch watch = watch(server.client(), MAX_OUTAGE_OF_SERVER);
            ExamReport withContext = examineWithContext(watch, contextExamOf(inputs), server.address());
            RunReport report = perform(watch, inputs, server.address()).withContextExam(withContext);
            return printReport(report, shownLessons(watch, report), json);
        } finally {
            interruption.over();
        }
    }

    private RunInputs inputsOf(SpecificationFile file) {
        RunInputs inputs = RunInputs.forRun(file);
        inputs.overlap().ifPresent(err::println);
        return inputs;
    }

    /** Null where no such exam is asked for. */
    private RunInputs contextExamOf(RunInputs inputs) {
        return options.contextExam() == null ? null : ContextExam.of(inputs, options.contextExam());
    }

    private ExamReport examineWithContext(RunWatch watch, RunInputs contextExam, URI address) {
        if (contextExam == null) {
            return null;
        }
        err.println("First the student as it came, with teacher.context in its prompt");
        return ContextExam.result(perform(watch, contextExam, address));
    }

    private void announce(RunInputs inputs, String place) {
        String practice = inputs.seeds() == null
                ? inputs.practice().size() + " practice tasks" + eachRound(inputs)
                : inputs.specification().tasks().generate().count() + " practice tasks to generate from "
                        + inputs.seeds().size() + " seeds into " + PracticeFile.of(inputs.file());
        err.println(inputs.specification().name() + ": " + practice + ", "
                + inputs.exam().size() + " exam tasks, " + place);
        err.flush();
    }

    private static String eachRound(RunInputs inputs) {
        Integer tasks = inputs.specification().practice().tasksPerRound();
        return tasks == null
                ? ""
                : " (" + tasks + " for each of " + inputs.specification().rounds() + " rounds)";
    }

    private RunReport perform(RunWatch watch, RunInputs inputs, URI address) {
        RunReport begun = watch.begin(inputs.request());
        err.println("Watch at " + WebPage.ofRun(address, begun.runId()));
        err.flush();
        return inputs.seeds() == null
                ? watch.toTheEnd(begun)
                : watch.toTheEnd(begun, new GeneratedPractice(PracticeFile.of(inputs.file()), err));
    }

    private RunWatch watch(RunClient client, Duration maxOutage) {
        return new RunWatch(client, view(), new OutageRetry(INTERVAL, maxOutage));
    }

    private ProgressView view() {
        return ProgressView.on(err, terminal, System::nanoTime);
    }

    private static List<Lesson> shownLessons(RunWatch watch, RunReport report) {
        return LessonChoice.of(watch.lessons(report.runId(), LESSONS_READ), LESSONS_SHOWN);
    }

    private int printReport(RunReport report, List<Lesson> lessons, JsonOutput json) {
        PrintWriter people = json.takesStandardOutput() ? err : out;
        people.println();
        people.print(ReportText.of(report, lessons, Style.of(terminal)));
        people.flush();
        json.write(report, out);
        if (report.state() == Run.State.FAILED) {
            throw CommandException.failed("the run failed: " + report.reason());
        }
        if (report.state() == Run.State.HELD) {
            throw CommandException.failed(
                    "the run is held, and nothing is lost: " + report.reason() + "; repeat the command to resume it");
        }
        if (report.state() == Run.State.CANCELLED) {
            throw CommandException.failed("the run was cancelled: " + report.reason());
        }
        if (report.ledger().faulted() == report.practiceTasks()) {
            throw CommandException.failed(
                    "every practice task ended in an infrastructure fault; the log has the details");
        }
        return ExitStatus.SUCCESS;
    }
}
