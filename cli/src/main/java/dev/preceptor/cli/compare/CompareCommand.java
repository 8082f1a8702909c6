package dev.preceptor.cli.compare;

import dev.preceptor.cli.CommandException;
import dev.preceptor.cli.ExitStatus;
import dev.preceptor.cli.interruption.Interruption;
import dev.preceptor.cli.kafka.ClientSettings;
import dev.preceptor.cli.kafka.KafkaOptions;
import dev.preceptor.cli.kafka.PrefixOption;
import dev.preceptor.cli.run.RunClient;
import dev.preceptor.cli.run.ServerKeys;
import dev.preceptor.cli.run.ServerOptions;
import dev.preceptor.cli.run.StudentModel;
import dev.preceptor.cli.specification.RunInputs;
import dev.preceptor.cli.specification.SpecificationFile;
import dev.preceptor.cli.terminal.JsonOutput;
import dev.preceptor.cli.terminal.Terminal;
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

    @Parameters(
            paramLabel = "SPEC.yaml",
            description = "A run's specification. --methods and --fractions override its method and training.fraction.")
    private Path specification;

    @Option(
            names = "--methods",
            split = ",",
            paramLabel = "METHOD",
            defaultValue = "stand,inpd,persd,persd-refine,persd-combined",
            description =
                    "The methods, in the order in which they run and buy teacher answers (default: ${DEFAULT-VALUE}).")
    private List<String> methods;

    @Option(
            names = "--fractions",
            split = ",",
            paramLabel = "X",
            description = "The shares of the taught tasks to train on, each above 0 and at most 1 (default: the"
                    + " specification's).")
    private List<String> fractions;

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
    private KafkaOptions kafka;

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
        if (remote == null && kafka.given()) {
            throw CommandException.badInput("--kafka, --kafka-settings and --prefix require --server URL");
        }
        SpecificationFile file = SpecificationFile.read(specification);
        List<Arm> arms = arms(file);
        Comparison comparison = remote == null ? compareInProcess(file, arms) : compareOnServer(remote, file, arms);
        PrintWriter out = self.commandLine().getOut();
        PrintWriter people = program.takesStandardOutput() ? self.commandLine().getErr() : out;
        people.print(ComparisonText.plain(comparison));
        people.flush();
        page.write(ComparisonText.markdown(comparison));
        program.write(comparison, out);
        return ExitStatus.SUCCESS;
    }

    private List<Arm> arms(SpecificationFile file) {
        return Arm.of(
                methods.stream().map(Arm::method).toList(),
                fractions == null
                        ? List.of(file.specification().training().fraction())
                        : fractions.stream().map(Arm::fraction).toList());
    }

    private Comparison compareInProcess(SpecificationFile file, List<Arm> arms) {
        PrintWriter err = self.commandLine().getErr();
        SpecificationFile resolved = StudentModel.withAbsolutePath(file);
        ComparisonPlan plan = plan(resolved, arms);
        PythonInterpreter.require();
        ServerKeys.require(resolved, System.getenv());
        Home home = Home.of(System.getenv());
        StudentModel.download(resolved, home, err);
        StudentModel.requireFittingPrompts(plan.inputs(), home, System.getenv(), err);
        DataDirectory directory = DataDirectory.createNamedOrNew(
                data, home, plan.inputs().specification().name());
        err.println("data in " + directory.path());
        Interruption interruption = Interruption.expected(
                err, "Stopped. Nothing is lost; to resume, repeat the command with --data " + directory.path());
        int brokerPort = LoopbackPort.free();
        try (EmbeddedServices services = EmbeddedServices.start(new EmbeddedSettings(
                directory,
                home,
                LoopbackPort.free(),
                brokerPort,
                ServiceAccess.of(resolved.specification()),
                "ERROR"))) {
            return new ComparisonRuns(
                            new RunClient(services.address()),
                            ClientSettings.of("localhost:" + brokerPort, null, null),
                            PrefixOption.namesHere(),
                            MAX_OUTAGE,
                            terminal(),
                            err)
                    .toTheEnd(plan, directory.path().toString());
        } finally {
            interruption.over();
        }
    }

    private Comparison compareOnServer(ServerOptions.Server server, SpecificationFile file, List<Arm> arms) {
        PrintWriter err = self.commandLine().getErr();
        ComparisonPlan plan = plan(file, arms);
        Interruption interruption = Interruption.expected(
                err,
                "Stopped. The current run continues at " + server.address()
                        + "; repeat the command for the remaining runs.");
        try {
            return new ComparisonRuns(server.client(), kafka.client(), kafka.names(), MAX_OUTAGE, terminal(), err)
                    .toTheEnd(plan, null);
        } finally {
            interruption.over();
        }
    }

    private ComparisonPlan plan(SpecificationFile file, List<Arm> arms) {
        RunInputs inputs = RunInputs.of(file);
        PrintWriter err = self.commandLine().getErr();
        inputs.overlap().ifPresent(err::println);
        err.println(inputs.specification().name() + ": " + arms.size() + " arms to compare, on "
                + inputs.practice().size() + " practice tasks and "
                + inputs.exam().size() + " exam tasks");
        err.flush();
        return new ComparisonPlan(inputs, arms);
    }

    private static Terminal terminal() {
        return Terminal.of(System.getProperties(), System.getenv());
    }
}
