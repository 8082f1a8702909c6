package dev.preceptor.cli.probe;

import dev.preceptor.cli.CommandException;
import dev.preceptor.cli.ExitStatus;
import dev.preceptor.cli.estimate.StudentTokens;
import dev.preceptor.cli.interruption.Interruption;
import dev.preceptor.cli.model.ModelOption;
import dev.preceptor.cli.progress.ProgressView;
import dev.preceptor.cli.run.OutageRetry;
import dev.preceptor.cli.run.RunClient;
import dev.preceptor.cli.run.RunWatch;
import dev.preceptor.cli.run.ServerKeys;
import dev.preceptor.cli.run.StudentModel;
import dev.preceptor.cli.specification.PracticeFile;
import dev.preceptor.cli.specification.RunInputs;
import dev.preceptor.cli.specification.SpecificationFile;
import dev.preceptor.cli.terminal.JsonOutput;
import dev.preceptor.cli.terminal.Style;
import dev.preceptor.cli.terminal.Terminal;
import dev.preceptor.contracts.specification.Method;
import dev.preceptor.contracts.specification.RunSpecification;
import dev.preceptor.contracts.specification.StudentSpecification;
import dev.preceptor.contracts.task.Task;
import dev.preceptor.languagemodel.checkpoint.WeightSource;
import dev.preceptor.standalone.DataDirectory;
import dev.preceptor.standalone.Home;
import dev.preceptor.standalone.LoopbackPort;
import dev.preceptor.standalone.ServiceAccess;
import dev.preceptor.standalone.embedded.EmbeddedServices;
import dev.preceptor.standalone.embedded.EmbeddedSettings;
import dev.preceptor.standalone.embedded.PythonInterpreter;
import dev.preceptor.teaching.estimate.CallSizes;
import dev.preceptor.teaching.estimate.Estimate;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code probe}: what the student can do with a run's tasks, before any call of the teacher. */
@Command(
        name = "probe",
        description =
                "Before money is spent: have the student attempt some of a run's practice tasks, and show what fails, what it"
                        + " mends itself, what the run is likely to need, and which settings suit it.",
        mixinStandardHelpOptions = true)
public final class ProbeCommand implements Callable<Integer> {

    private static final Duration INTERVAL = Duration.ofSeconds(1);
    private static final Duration MAX_OUTAGE = Duration.ofSeconds(20);

    @Parameters(
            paramLabel = "SPEC.yaml",
            description = "The run's specification. Paths in it are relative to its directory.")
    private Path specification;

    @Option(
            names = "--tasks",
            paramLabel = "N",
            defaultValue = "40",
            description = "How many practice tasks the student attempts (default: ${DEFAULT-VALUE}).")
    private int tasks;

    @Option(
            names = "--json",
            paramLabel = "FILE",
            description = "Also write the result to FILE as JSON; - is standard output.")
    private String json;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Directory for the attempts. The same command with it resumes (default: a new directory under"
                    + " ~/.preceptor/runs).")
    private Path data;

    @Spec
    private CommandSpec self;

    @Override
    public Integer call() {
        JsonOutput program = new JsonOutput(json).checked();
        if (tasks < 1) {
            throw CommandException.badInput("--tasks must be at least 1, is " + tasks);
        }
        PrintWriter err = self.commandLine().getErr();
        SpecificationFile file = StudentModel.withAbsolutePath(SpecificationFile.read(specification));
        PracticeFile.requireGenerated(file);
        RunInputs inputs = RunInputs.of(file);
        List<Task> chosen = ProbePractice.sample(
                inputs.practice(), tasks, inputs.specification().seed());
        PythonInterpreter.require();
        Home home = Home.of(System.getenv());
        StudentModel.download(file, home, err);
        StudentModel.requireAdaptedLayers(file, home, System.getenv(), err);
        RunInputs alone = ProbePractice.of(
                inputs, "probe", chosen, inputs.specification().practice().samples(), null);
        StudentModel.requireFittingPrompts(alone, home, System.getenv(), err);
        Probe.Attempts attempts = attempt(inputs, chosen, ServiceAccess.of(alone.specification()), home, err);
        ProbeReport report = report(inputs, chosen, attempts, home, err);
        PrintWriter out = self.commandLine().getOut();
        PrintWriter people = program.takesStandardOutput() ? err : out;
        people.println();
        people.print(ProbeText.of(report, Style.of(Terminal.of(System.getProperties(), System.getenv()))));
        people.flush();
        program.write(report, out);
        return ExitStatus.SUCCESS;
    }

    /** @param access the servers that the attempts may call; the teacher's is not among them */
    private Probe.Attempts attempt(
            RunInputs inputs, List<Task> chosen, Map<String, String> access, Home home, PrintWriter err) {
        RunSpecification settings = inputs.specification();
        ServerKeys.requireStudents(inputs.file(), System.getenv());
        DataDirectory directory = DataDirectory.createNamedOrNew(data, home, settings.name() + "-probe");
        err.println(settings.name() + ": the student attempts " + chosen.size() + " of "
                + inputs.practice().size() + " practice tasks, data in " + directory.path());
        err.flush();
        Terminal terminal = Terminal.of(System.getProperties(), System.getenv());
        try (Interruption interruption = Interruption.expected(
                        err, "Stopped. To resume, repeat the command with --data " + directory.path());
                EmbeddedServices services = EmbeddedServices.start(new EmbeddedSettings(
                        directory, home, LoopbackPort.free(), LoopbackPort.free(), access, "ERROR"))) {
            RunWatch watch = new RunWatch(
                    new RunClient(services.address()),
                    ProgressView.on(err, terminal, System::nanoTime),
                    new OutageRetry(INTERVAL, MAX_OUTAGE));
            return new Probe(inputs, watch, home, err)
                    .attempt(chosen, settings.inventor().context());
        }
    }

    private ProbeReport report(
            RunInputs inputs, List<Task> chosen, Probe.Attempts attempts, Home home, PrintWriter err) {
        RunSpecification settings = inputs.specification();
        StudentSpecification student = settings.student();
        Path model = ModelOption.resolve(student.model(), home, err);
        ProbeReport.Alone alone = attempts.aloneReport();
        if (alone.samples() == 0) {
            throw CommandException.failed("no attempt was judged; the log has the details");
        }
        ProbeReport.Shown shown = attempts.shownReport();
        boolean manual = shown.manual() != null;
        String systemPrompt =
                manual ? ProbePractice.systemPrompt(student, settings.inventor().context()) : null;
        ContextLoss loss = ContextLoss.of(model, student, systemPrompt, attempts.solvedPrograms(manual));
        return new ProbeReport(
                settings.name(),
                chosen.size(),
                alone,
                shown,
                loss,
                expected(inputs, alone, home),
                recommended(settings, alone, shown, parameters(model)));
    }

    private static Recommendation recommended(
            RunSpecification settings, ProbeReport.Alone alone, ProbeReport.Shown shown, long parameters) {
        return settings.teacher().isSelf()
                ? Recommendation.ofSelf(alone, ProbeReport.performanceGap(alone, shown), parameters)
                : Recommendation.of(alone, shown.feedback(), parameters);
    }

    private static ProbeReport.Expected expected(RunInputs inputs, ProbeReport.Alone alone, Home home) {
        RunSpecification settings = inputs.specification();
        CallSizes sizes = CallSizes.of(
                inputs.practice(), settings, StudentTokens.of(settings.student().model(), home));
        double failureRate = 1 - alone.share();
        Estimate estimate = Estimate.of(settings, inputs.practice().size(), sizes, null, failureRate);
        long attempts = Estimate.attempts(settings, inputs.practice().size());
        long failures = Math.round(failureRate * attempts);
        return new ProbeReport.Expected(failures, lessons(settings, attempts, failures), estimate);
    }

    private static long lessons(RunSpecification settings, long attempts, long failures) {
        Method method = settings.method();
        if (!method.asksTeacher()) {
            return method == Method.RFT ? attempts - failures : attempts;
        }
        if (settings.opd() != null) {
            // Whatever the teacher's programs do not teach, its scores do.
            return settings.opd().scoresPassed() ? attempts : failures;
        }
        return Math.round((method.personalised() ? failures : attempts) * Estimate.taughtShare(settings.ladder()));
    }

    private static long parameters(Path model) {
        try (WeightSource weights = WeightSource.open(model)) {
            return weights.size();
        }
    }
}
