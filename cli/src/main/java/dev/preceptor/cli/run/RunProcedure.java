package dev.preceptor.cli.run;

import dev.preceptor.cli.CommandException;
import dev.preceptor.cli.ExitStatus;
import dev.preceptor.cli.interruption.Interruption;
import dev.preceptor.cli.progress.ProgressView;
import dev.preceptor.cli.report.LessonChoice;
import dev.preceptor.cli.report.ReportText;
import dev.preceptor.cli.specification.RunInputs;
import dev.preceptor.cli.specification.SpecificationFile;
import dev.preceptor.cli.taskgeneration.GeneratedPractice;
import dev.preceptor.cli.terminal.JsonOutput;
import dev.preceptor.cli.terminal.Style;
import dev.preceptor.cli.terminal.Terminal;
import dev.preceptor.contracts.event.Run;
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
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** A run from its specification to its printed report, here or on a server. */
final class RunProcedure {

    private static final Duration INTERVAL = Duration.ofSeconds(1);
    private static final Duration PATIENCE_WITH_A_SERVER = Duration.ofMinutes(2);
    private static final Duration PATIENCE_IN_PROCESS = Duration.ofSeconds(20);
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

    /** In this process. {@code command} is what the person called, to be called again. */
    int here(SpecificationFile file, String command) {
        JsonOutput json = options.json();
        SpecificationFile found = StudentModel.found(file);
        Optional<GeneratedPractice> generated = GeneratedPractice.of(found);
        Optional<RunInputs> there = generated.isEmpty() ? Optional.of(inputsOf(found)) : Optional.empty();
        PythonInterpreter.require();
        ServerKeys.require(found, System.getenv());
        Home home = Home.of(System.getenv());
        StudentModel.fetch(found, home, err);
        DataDirectory data = DataDirectory.createNamedOrNew(
                options.data(), home, found.specification().name());
        String again = command + " --data " + data.path();
        String place = "data in " + data.path();
        there.ifPresent(inputs -> announce(inputs, place));
        Interruption interruption =
                Interruption.expected(err, "Stopped. Nothing is lost; this goes on where it stopped: " + again);
        int brokerPort = LoopbackPort.free();
        try (EmbeddedServices services = EmbeddedServices.start(new EmbeddedSettings(
                data, home, LoopbackPort.free(), brokerPort, ServiceAccess.of(found.specification()), "ERROR"))) {
            generated.ifPresent(practice ->
                    practice.make(brokerPort, () -> !services.ended().isDone(), view(), err));
            RunInputs inputs = there.orElseGet(() -> inputsOf(found));
            if (there.isEmpty()) {
                announce(inputs, place);
            }
            RunWatch watch = watch(new RunClient(services.address()), PATIENCE_IN_PROCESS);
            RunReport report =
                    watch.toTheEnd(inputs.request()).inDataDir(data.path().toString());
            KeptReport.write(report, data.path());
            return told(report, chosen(watch, report), json);
        } finally {
            interruption.over();
        }
    }

    /** On run-service somewhere else, which goes on with the run when this process is stopped. */
    int on(ServerOptions.Server server, SpecificationFile file, String command) {
        JsonOutput json = options.json();
        if (options.data() != null) {
            throw CommandException.badInput("--data is for a run in this process; with --server the data is there");
        }
        GeneratedPractice.requireMade(file);
        RunInputs inputs = inputsOf(file);
        announce(inputs, "on " + server.address());
        Interruption interruption = Interruption.expected(
                err,
                "Stopped watching; the run goes on at " + server.address() + ". The same call shows it again: "
                        + command);
        try {
            RunWatch watch = watch(server.client(), PATIENCE_WITH_A_SERVER);
            RunReport report = watch.toTheEnd(inputs.request());
            return told(report, chosen(watch, report), json);
        } finally {
            interruption.over();
        }
    }

    private RunInputs inputsOf(SpecificationFile file) {
        RunInputs inputs = RunInputs.of(file);
        inputs.overlap().ifPresent(err::println);
        return inputs;
    }

    private void announce(RunInputs inputs, String place) {
        err.println(inputs.specification().name() + ": " + inputs.practice().size() + " tasks to practise on, "
                + inputs.exam().size() + " for the exam, " + place);
        err.flush();
    }

    private RunWatch watch(RunClient client, Duration patience) {
        return new RunWatch(client, view(), INTERVAL, patience);
    }

    private ProgressView view() {
        return ProgressView.on(err, terminal, System::nanoTime);
    }

    private static List<Lesson> chosen(RunWatch watch, RunReport report) {
        return LessonChoice.of(watch.lessons(report.runId(), LESSONS_READ), LESSONS_SHOWN);
    }

    private int told(RunReport report, List<Lesson> lessons, JsonOutput json) {
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
                    "the run is held, and nothing is lost: " + report.reason() + "; the same call goes on with it");
        }
        if (report.state() == Run.State.CANCELLED) {
            throw CommandException.failed("the run did not come to its end: " + report.reason());
        }
        if (report.ledger().faulted() == report.practiceTasks()) {
            throw CommandException.failed("every practice task ended in a fault of ours; the log says which");
        }
        return ExitStatus.SUCCESS;
    }
}
