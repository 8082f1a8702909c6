package dev.preceptor.cli.taskgeneration;

import dev.preceptor.cli.CommandException;
import dev.preceptor.cli.ExitStatus;
import dev.preceptor.cli.interruption.Interruption;
import dev.preceptor.cli.kafka.ClientSettings;
import dev.preceptor.cli.kafka.KafkaOptions;
import dev.preceptor.cli.kafka.PrefixOption;
import dev.preceptor.cli.option.OptionCheck;
import dev.preceptor.cli.progress.ProgressView;
import dev.preceptor.cli.specification.TeacherFile;
import dev.preceptor.cli.terminal.JsonOutput;
import dev.preceptor.cli.terminal.Terminal;
import dev.preceptor.contracts.specification.TeacherSpecification;
import dev.preceptor.contracts.task.Task;
import dev.preceptor.contracts.task.TaskFile;
import dev.preceptor.standalone.DataDirectory;
import dev.preceptor.standalone.Home;
import dev.preceptor.standalone.LoopbackPort;
import dev.preceptor.standalone.ServiceAccess;
import dev.preceptor.standalone.embedded.EmbeddedServices;
import dev.preceptor.standalone.embedded.EmbeddedSettings;
import dev.preceptor.standalone.embedded.PythonInterpreter;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code tasks generate}: generates tasks with the teacher. */
@Command(
        name = "generate",
        description = {
            "Generate tasks with the teacher, which invents them from example tasks. Its solutions are executed to"
                    + " obtain the expected results of the tests.",
            "Repeating the command resumes it and pays for no draft twice. Succeeds only if all tasks were"
                    + " generated."
        },
        mixinStandardHelpOptions = true)
public final class TasksGenerateCommand implements Callable<Integer> {

    private static final int DRAFTS_A_TASK = 3;

    @Option(
            names = "--seeds",
            required = true,
            paramLabel = "S.jsonl",
            description = "Example tasks, of which the teacher is shown three for each draft.")
    private Path seeds;

    @Option(names = "--count", required = true, paramLabel = "N", description = "Number of tasks to generate.")
    private int count;

    @Option(
            names = "--teacher",
            required = true,
            paramLabel = "SPEC.yaml",
            description =
                    "A specification with a teacher section (model, prices, budget), or a file with that section only.")
    private Path teacher;

    @Option(names = "--out", required = true, paramLabel = "T.jsonl", description = "The file to write the tasks to.")
    private Path out;

    @Option(
            names = "--exam",
            paramLabel = "E.jsonl",
            description = "Exam tasks. New tasks that are too similar to one of them are dropped.")
    private Path exam;

    @Option(
            names = "--drafts",
            paramLabel = "M",
            description = "Maximum number of drafts to request (default: three times --count).")
    private Integer drafts;

    @Option(
            names = "--overlap",
            paramLabel = "X",
            description =
                    "Maximum share of a draft's sequences of four words that may also be in another task, from 0 to 1"
                            + " (default: ${DEFAULT-VALUE}).")
    private double overlap = GenerationPlan.MOST_OVERLAP;

    @Option(
            names = "--seed",
            paramLabel = "N",
            description =
                    "Random seed; another one gives other tasks from the same --seeds (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description =
                    "Directory for the topics, from which the same command resumes (default: a directory for these seeds"
                            + " and this teacher under ~/.preceptor/runs).")
    private Path data;

    @Option(
            names = "--json",
            paramLabel = "FILE",
            description = "Also write the report to FILE as JSON; - is standard output.")
    private String json;

    @Mixin
    private KafkaOptions kafka;

    @Spec
    private CommandSpec self;

    @Override
    public Integer call() {
        JsonOutput program = new JsonOutput(json).checked();
        GenerationPlan plan = plan();
        requireWritable(out);
        GenerationReport report = kafka.given() ? generateOnCluster(plan) : generateInProcess(plan);
        PrintWriter standardOutput = self.commandLine().getOut();
        PrintWriter people = program.takesStandardOutput() ? self.commandLine().getErr() : standardOutput;
        people.print(GenerationText.of(report));
        people.flush();
        program.write(report, standardOutput);
        if (report.problem() != null) {
            throw CommandException.failed(
                    report.tasks() + " of " + report.wanted() + " tasks were generated: " + report.problem());
        }
        return ExitStatus.SUCCESS;
    }

    private GenerationPlan plan() {
        OptionCheck.atLeast("--count", count, 1);
        int mostDrafts = drafts == null ? DRAFTS_A_TASK * count : OptionCheck.atLeast("--drafts", drafts, 1);
        if (!(overlap >= 0 && overlap <= 1)) {
            throw CommandException.badInput("--overlap must be from 0 to 1, is " + overlap);
        }
        TeacherFile file = TeacherFile.read(teacher);
        TeacherSpecification asked =
                (kafka.given() ? file.requireInventive() : file.requireAskable(System.getenv())).teacher();
        List<Task> examTasks = exam == null ? List.of() : TaskFile.read(exam);
        return new GenerationPlan(asked, TaskFile.read(seeds), examTasks, count, mostDrafts, overlap, seed);
    }

    private GenerationReport generateInProcess(GenerationPlan plan) {
        PythonInterpreter.require();
        Home home = Home.of(System.getenv());
        DataDirectory directory =
                DataDirectory.create(data == null ? home.runs().resolve(plan.id()) : data);
        Interruption interruption = Interruption.expected(
                self.commandLine().getErr(), "Stopped. Nothing is lost; repeat the command to resume.");
        int brokerPort = LoopbackPort.free();
        announce(plan, "data in " + directory.path());
        try (EmbeddedServices services = EmbeddedServices.start(new EmbeddedSettings(
                directory, home, LoopbackPort.free(), brokerPort, ServiceAccess.of(plan.teacher()), "ERROR"))) {
            return run(plan)
                    .toTheEnd(
                            ClientSettings.of("localhost:" + brokerPort, null, null),
                            PrefixOption.namesHere(),
                            () -> !services.ended().isDone(),
                            directory.path().toString());
        } finally {
            interruption.over();
        }
    }

    private GenerationReport generateOnCluster(GenerationPlan plan) {
        if (data != null) {
            throw CommandException.badInput(
                    "--data applies to services in this process only; with --kafka the cluster keeps the data");
        }
        announce(plan, "by the services at " + kafka.brokers());
        try (Interruption interruption = Interruption.expected(
                self.commandLine().getErr(), "Stopped. Nothing is lost; repeat the command to resume.")) {
            return run(plan).toTheEnd(kafka.client(), kafka.names(), () -> true, null);
        }
    }

    private GenerationRun run(GenerationPlan plan) {
        Terminal terminal = Terminal.of(System.getProperties(), System.getenv());
        return GenerationRun.of(plan, out, ProgressView.on(self.commandLine().getErr(), terminal, System::nanoTime));
    }

    private void announce(GenerationPlan plan, String place) {
        PrintWriter err = self.commandLine().getErr();
        err.println(plan.id() + ": " + plan.count() + " tasks from "
                + plan.seeds().size() + " seeds, different from " + plan.exam().size() + " exam tasks, " + place);
        err.flush();
    }

    private static void requireWritable(Path file) {
        Path folder = file.toAbsolutePath().getParent();
        if (!Files.isDirectory(folder) || !Files.isWritable(folder) || Files.isDirectory(file)) {
            throw CommandException.badInput("--out " + file + ": cannot be written: its folder must exist");
        }
    }
}
