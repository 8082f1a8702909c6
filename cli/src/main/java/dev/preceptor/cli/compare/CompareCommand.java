package dev.preceptor.cli.compare;

import dev.preceptor.cli.CommandException;
import dev.preceptor.cli.ExitStatus;
import dev.preceptor.cli.interruption.Interruption;
import dev.preceptor.cli.option.IgnoredKafkaOptions;
import dev.preceptor.cli.progress.ProgressView;
import dev.preceptor.cli.run.OutageRetry;
import dev.preceptor.cli.run.RunClient;
import dev.preceptor.cli.run.RunWatch;
import dev.preceptor.cli.run.ServerKeys;
import dev.preceptor.cli.run.ServerOptions;
import dev.preceptor.cli.run.StudentModel;
import dev.preceptor.cli.specification.RunInputs;
import dev.preceptor.cli.specification.SpecificationFile;
import dev.preceptor.cli.terminal.JsonOutput;
import dev.preceptor.cli.terminal.Terminal;
import dev.preceptor.contracts.comparison.Arm;
import dev.preceptor.contracts.comparison.ComparisonReport;
import dev.preceptor.contracts.comparison.ComparisonRequest;
import dev.preceptor.contracts.specification.InvalidSpecificationException;
import dev.preceptor.standalone.DataDirectory;
import dev.preceptor.standalone.Home;
import dev.preceptor.standalone.LoopbackPort;
import dev.preceptor.standalone.ServiceAccess;
import dev.preceptor.standalone.embedded.EmbeddedServices;
import dev.preceptor.standalone.embedded.EmbeddedSettings;
import dev.preceptor.standalone.embedded.PythonInterpreter;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code compare}: trains the student by several methods on the same attempts, and prints a table of the exam scores. */
@Command(
        name = "compare",
        description = "Train the student by several methods on the same attempts, and compare the exam scores.",
        mixinStandardHelpOptions = true)
public final class CompareCommand implements Callable<Integer> {

    /** How long run-service may be unreachable, even in this process: after a suspend, a machine needs time to recover. */
    private static final Duration MAX_OUTAGE = Duration.ofMinutes(2);

    private static final Duration INTERVAL = Duration.ofSeconds(1);

    @Parameters(
            paramLabel = "SPEC.yaml",
            description = "A run's specification. --methods and --fractions override its method and training.fraction.")
    private Path specification;

    @Mixin
    private ArmOptions arms;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description =
                    "Directory for the data of all runs. The same command resumes, and added methods use the same attempts"
                            + " (default: a new directory under ~/.preceptor/runs).")
    private Path data;

    @Mixin
    private ServerOptions server;

    @Mixin
    private IgnoredKafkaOptions kafka;

    @Option(names = "--markdown", paramLabel = "FILE", description = "Also write the tables to FILE as Markdown.")
    private Path markdown;

    @Option(
            names = "--json",
            paramLabel = "FILE",
            description = "Also write the comparison to FILE as JSON; - is standard output.")
    private String json;

    @Spec
    private CommandSpec self;

    @Override
    public Integer call() {
        JsonOutput program = new JsonOutput(json).checked();
        MarkdownFile page = new MarkdownFile(markdown).checked();
        ServerOptions.Server remote = server.server();
        if (remote != null && data != null) {
            throw CommandException.badInput(
                    "--data applies to runs in this process only; with --server the server keeps the data");
        }
        kafka.warn("compare", self.commandLine().getErr());
        SpecificationFile file = SpecificationFile.read(specification);
        List<Arm> all = arms.arms(file.specification().training().fraction());
        ComparisonReport comparison = remote == null ? compareInProcess(file, all) : compareOnServer(remote, file, all);
        PrintWriter out = self.commandLine().getOut();
        PrintWriter people = program.takesStandardOutput() ? self.commandLine().getErr() : out;
        people.print(ComparisonText.plain(comparison));
        people.flush();
        page.write(ComparisonText.markdown(comparison));
        program.write(comparison, out);
        return ExitStatus.SUCCESS;
    }

    private ComparisonReport compareInProcess(SpecificationFile file, List<Arm> all) {
        PrintWriter err = self.commandLine().getErr();
        SpecificationFile resolved = StudentModel.withAbsolutePath(file);
        RunInputs inputs = inputs(resolved, all);
        PythonInterpreter.require();
        List<SpecificationFile> variants = variants(resolved, all);
        variants.forEach(variant -> ServerKeys.require(variant, System.getenv()));
        Home home = Home.of(System.getenv());
        StudentModel.download(resolved, home, err);
        StudentModel.requireAdaptedLayers(resolved, home, System.getenv(), err);
        StudentModel.requireFittingPrompts(inputs, home, System.getenv(), err);
        DataDirectory directory = DataDirectory.createNamedOrNew(
                data, home, resolved.specification().name());
        err.println("data in " + directory.path());
        Interruption interruption = Interruption.expected(
                err, "Stopped. Nothing is lost; to resume, repeat the command with --data " + directory.path());
        try (EmbeddedServices services = EmbeddedServices.start(new EmbeddedSettings(
                directory,
                home,
                LoopbackPort.free(),
                LoopbackPort.free(),
                ServiceAccess.of(
                        resolved.specification(),
                        variants.stream()
                                .flatMap(variant -> variant.specification().ladder().rungs().stream())
                                .toList()),
                "ERROR"))) {
            return watch(new RunClient(services.address()))
                    .toTheEnd(inputs.comparisonOf(all))
                    .withDataDir(directory.path().toString());
        } finally {
            interruption.over();
        }
    }

    /** The specification with the teachers of each arm. */
    private static List<SpecificationFile> variants(SpecificationFile file, List<Arm> all) {
        try {
            return all.stream()
                    .map(arm -> arm.teachers() == null ? file : file.withTeachers(arm.teachers()))
                    .distinct()
                    .toList();
        } catch (InvalidSpecificationException e) {
            throw CommandException.badInput("--teachers: " + e.getMessage(), e);
        }
    }

    /** Compares on another run-service, which continues the comparison if this process is stopped. */
    private ComparisonReport compareOnServer(ServerOptions.Server remote, SpecificationFile file, List<Arm> all) {
        PrintWriter err = self.commandLine().getErr();
        ComparisonRequest request = inputs(file, all).comparisonOf(all);
        Interruption interruption = Interruption.expected(
                err,
                "Stopped watching; the comparison continues at " + remote.address()
                        + ". To watch it again, repeat the command.");
        try {
            return watch(remote.client()).toTheEnd(request);
        } finally {
            interruption.over();
        }
    }

    private RunInputs inputs(SpecificationFile file, List<Arm> all) {
        RunInputs inputs = RunInputs.of(file);
        PrintWriter err = self.commandLine().getErr();
        inputs.overlap().ifPresent(err::println);
        err.println(inputs.specification().name() + ": " + all.size() + " arms to compare, on "
                + inputs.practice().size() + " practice tasks and "
                + inputs.exam().size() + " exam tasks");
        err.flush();
        return inputs;
    }

    private ComparisonWatch watch(RunClient client) {
        PrintWriter err = self.commandLine().getErr();
        Terminal terminal = Terminal.of(System.getProperties(), System.getenv());
        OutageRetry retry = new OutageRetry(INTERVAL, MAX_OUTAGE);
        return new ComparisonWatch(
                client,
                retry,
                () -> new RunWatch(client, ProgressView.on(err, terminal, System::nanoTime), retry),
                err);
    }
}
