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

/** Several methods on the same attempts, exam and seed, and the table of what they made of them. */
@Command(
        name = "compare",
        description = "Train the student by several methods from the same attempts, and say what sets them apart.",
        mixinStandardHelpOptions = true)
public final class CompareCommand implements Callable<Integer> {

    /** How long run-service may be away, be it here: a machine that slept takes a while to find its feet. */
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @Parameters(
            paramLabel = "SPEC.yaml",
            description = "A run's specification; its method and its fraction give way to those below.")
    private Path specification;

    @Option(
            names = "--methods",
            split = ",",
            paramLabel = "METHOD",
            defaultValue = "stand,inpd,persd,persd-refine,persd-combined",
            description = "Which methods, in the order in which they pay the teacher (default: ${DEFAULT-VALUE}).")
    private List<String> methods;

    @Option(
            names = "--fractions",
            split = ",",
            paramLabel = "X",
            description = "On which shares of the taught tasks each trains (default: the specification's).")
    private List<String> fractions;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Keep all runs here; the same call again goes on, and further methods find the attempts"
                    + " (default: a fresh folder under ~/.preceptor/runs).")
    private Path data;

    @Mixin
    private ServerOptions server;

    @Mixin
    private KafkaOptions kafka;

    @Option(names = "--markdown", paramLabel = "FILE", description = "Write the tables as Markdown, too.")
    private Path markdown;

    @Option(names = "--json", paramLabel = "FILE", description = "Write it for a program, too; - is standard output.")
    private String json;

    @Spec
    private CommandSpec self;

    @Override
    public Integer call() {
        JsonOutput program = new JsonOutput(json).checked();
        MarkdownFile page = new MarkdownFile(markdown).checked();
        ServerOptions.Server elsewhere = server.server();
        if (elsewhere != null && data != null) {
            throw CommandException.badInput("--data is for runs in this process; with --server the data is there");
        }
        if (elsewhere == null && kafka.given()) {
            throw CommandException.badInput(
                    "--kafka, --kafka-settings and --prefix are about a cluster; they need --server URL");
        }
        SpecificationFile file = SpecificationFile.read(specification);
        List<Arm> arms = arms(file);
        Comparison comparison = elsewhere == null ? here(file, arms) : on(elsewhere, file, arms);
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

    private Comparison here(SpecificationFile file, List<Arm> arms) {
        PrintWriter err = self.commandLine().getErr();
        SpecificationFile found = StudentModel.found(file);
        ComparisonPlan plan = plan(found, arms);
        PythonInterpreter.require();
        ServerKeys.require(found, System.getenv());
        Home home = Home.of(System.getenv());
        StudentModel.fetch(found, home, err);
        DataDirectory directory = DataDirectory.createNamedOrNew(
                data, home, plan.inputs().specification().name());
        err.println("data in " + directory.path());
        Interruption interruption = Interruption.expected(
                err,
                "Stopped. Nothing is lost; the same call goes on where it stopped, with --data " + directory.path());
        int brokerPort = LoopbackPort.free();
        try (EmbeddedServices services = EmbeddedServices.start(new EmbeddedSettings(
                directory, home, LoopbackPort.free(), brokerPort, ServiceAccess.of(found.specification()), "ERROR"))) {
            return new ComparisonRuns(
                            new RunClient(services.address()),
                            ClientSettings.of("localhost:" + brokerPort, null, null),
                            PrefixOption.namesHere(),
                            PATIENCE,
                            terminal(),
                            err)
                    .toTheEnd(plan, directory.path().toString());
        } finally {
            interruption.over();
        }
    }

    private Comparison on(ServerOptions.Server server, SpecificationFile file, List<Arm> arms) {
        PrintWriter err = self.commandLine().getErr();
        ComparisonPlan plan = plan(file, arms);
        Interruption interruption = Interruption.expected(
                err,
                "Stopped; the run that was under way goes on at " + server.address()
                        + ". The same call goes on with the rest.");
        try {
            return new ComparisonRuns(server.client(), kafka.client(), kafka.names(), PATIENCE, terminal(), err)
                    .toTheEnd(plan, null);
        } finally {
            interruption.over();
        }
    }

    private ComparisonPlan plan(SpecificationFile file, List<Arm> arms) {
        RunInputs inputs = RunInputs.of(file);
        PrintWriter err = self.commandLine().getErr();
        inputs.overlap().ifPresent(err::println);
        err.println(inputs.specification().name() + ": " + arms.size() + " to compare, on "
                + inputs.practice().size() + " tasks to practise on and "
                + inputs.exam().size() + " for the exam");
        err.flush();
        return new ComparisonPlan(inputs, arms);
    }

    private static Terminal terminal() {
        return Terminal.of(System.getProperties(), System.getenv());
    }
}
