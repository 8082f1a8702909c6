package dev.preceptor.cli.taskgeneration;

import dev.preceptor.cli.CommandException;
import dev.preceptor.cli.ExitStatus;
import dev.preceptor.cli.file.OutputFile;
import dev.preceptor.cli.interruption.Interruption;
import dev.preceptor.cli.option.IgnoredKafkaOptions;
import dev.preceptor.cli.option.OptionCheck;
import dev.preceptor.cli.progress.ProgressView;
import dev.preceptor.cli.report.GenerationText;
import dev.preceptor.cli.run.GenerationWatch;
import dev.preceptor.cli.run.OutageRetry;
import dev.preceptor.cli.run.RunClient;
import dev.preceptor.cli.run.ServerOptions;
import dev.preceptor.cli.specification.TeacherFile;
import dev.preceptor.cli.terminal.JsonOutput;
import dev.preceptor.cli.terminal.Terminal;
import dev.preceptor.contracts.Json;
import dev.preceptor.contracts.event.GenerationSettings;
import dev.preceptor.contracts.report.GenerationReport;
import dev.preceptor.contracts.report.GenerationRequest;
import dev.preceptor.contracts.report.GenerationStatus;
import dev.preceptor.contracts.specification.TaskGeneration;
import dev.preceptor.contracts.specification.TeacherSpecification;
import dev.preceptor.contracts.task.TaskFile;
import dev.preceptor.run.taskgeneration.GenerationIds;
import dev.preceptor.standalone.AtomicFile;
import dev.preceptor.standalone.DataDirectory;
import dev.preceptor.standalone.Home;
import dev.preceptor.standalone.LoopbackPort;
import dev.preceptor.standalone.ServiceAccess;
import dev.preceptor.standalone.embedded.EmbeddedServices;
import dev.preceptor.standalone.embedded.EmbeddedSettings;
import dev.preceptor.standalone.embedded.PythonInterpreter;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
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
            "run-service generates them: with --server it continues without this command. Repeating the command resumes"
                    + " it and pays for no draft twice. Succeeds only if all tasks were generated."
        },
        mixinStandardHelpOptions = true)
public final class TasksGenerateCommand implements Callable<Integer> {

    private static final Duration INTERVAL = Duration.ofSeconds(1);
    private static final Duration MAX_OUTAGE_OF_SERVER = Duration.ofMinutes(2);
    private static final Duration MAX_OUTAGE_IN_PROCESS = Duration.ofSeconds(20);

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
    private double overlap = GenerationSettings.DEFAULT_OVERLAP;

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
                    "Directory for the data of services in this process. The same command with it resumes (default: a directory"
                            + " for these seeds and this teacher under ~/.preceptor/runs).")
    private Path data;

    @Option(
            names = "--json",
            paramLabel = "FILE",
            description = "Also write the report to FILE as JSON; - is standard output.")
    private String json;

    @Mixin
    private ServerOptions server;

    @Mixin
    private IgnoredKafkaOptions kafka;

    @Spec
    private CommandSpec self;

    @Override
    public Integer call() {
        JsonOutput program = new JsonOutput(json).checked();
        ServerOptions.Server remote = server.server();
        if (kafka.given() && remote == null) {
            // The services in this process would do, and pay for, the work of the services that the options named.
            throw CommandException.badInput(IgnoredKafkaOptions.NAMES
                    + " no longer select the services: use --server URL, the address of run-service");
        }
        kafka.warn("tasks generate", self.commandLine().getErr());
        TeacherFile file = TeacherFile.read(teacher);
        GenerationRequest request =
                request(remote == null ? file.requireAskable(System.getenv()) : file.requireInventive());
        OutputFile.requireWritable("--out", out);
        GenerationReport report =
                remote == null ? generateInProcess(request, file.teacher()) : generateOnServer(request, remote);
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

    private GenerationRequest request(TeacherFile file) {
        OptionCheck.atLeast("--count", count, 1);
        int mostDrafts =
                drafts == null ? TaskGeneration.defaultMostDrafts(count) : OptionCheck.atLeast("--drafts", drafts, 1);
        if (!(overlap >= 0 && overlap <= 1)) {
            throw CommandException.badInput("--overlap must be from 0 to 1, is " + overlap);
        }
        return new GenerationRequest(
                Json.mapper().valueToTree(file.teacher()),
                TaskFile.read(seeds),
                exam == null ? List.of() : TaskFile.read(exam),
                count,
                mostDrafts,
                overlap,
                seed);
    }

    private GenerationReport generateInProcess(GenerationRequest request, TeacherSpecification asked) {
        PythonInterpreter.require();
        Home home = Home.of(System.getenv());
        DataDirectory directory = DataDirectory.create(
                data == null ? home.runs().resolve(GenerationIds.ofDrafts(asked, request.seeds(), seed, null)) : data);
        Interruption interruption = Interruption.expected(
                self.commandLine().getErr(), "Stopped. Nothing is lost; repeat the command to resume.");
        try (EmbeddedServices services = EmbeddedServices.start(new EmbeddedSettings(
                directory, home, LoopbackPort.free(), LoopbackPort.free(), ServiceAccess.of(asked), "ERROR"))) {
            return generate(
                            request,
                            new RunClient(services.address()),
                            "data in " + directory.path(),
                            MAX_OUTAGE_IN_PROCESS)
                    .withDataDir(directory.path().toString());
        } finally {
            interruption.over();
        }
    }

    private GenerationReport generateOnServer(GenerationRequest request, ServerOptions.Server remote) {
        if (data != null) {
            throw CommandException.badInput(
                    "--data applies to services in this process only; with --server the server keeps the data");
        }
        try (Interruption interruption = Interruption.expected(
                self.commandLine().getErr(),
                "Stopped watching; the generation continues at " + remote.address()
                        + ". To watch it again and write the tasks, repeat the command.")) {
            return generate(request, remote.client(), "on " + remote.address(), MAX_OUTAGE_OF_SERVER);
        }
    }

    /** Follows the generation to its end, and writes the tasks. Without tasks, the file is left unchanged. */
    private GenerationReport generate(GenerationRequest request, RunClient client, String place, Duration maxOutage) {
        Terminal terminal = Terminal.of(System.getProperties(), System.getenv());
        ProgressView progress = ProgressView.on(self.commandLine().getErr(), terminal, System::nanoTime);
        GenerationWatch watch = new GenerationWatch(client, progress, new OutageRetry(INTERVAL, maxOutage));
        GenerationStatus started = watch.start(request);
        announce(started.id(), request, place);
        GenerationStatus status = watch.toTheEnd(started);
        if (status.report() == null) {
            throw CommandException.failed("no tasks were generated: " + status.reason());
        }
        if (status.report().tasks() > 0) {
            write(watch.tasks(status.id()));
        }
        return status.report().withOut(out.toString());
    }

    private void write(String lines) {
        try {
            AtomicFile.write(out, lines);
        } catch (IOException e) {
            throw CommandException.failed(out + ": cannot be written: " + e.getMessage(), e);
        }
    }

    private void announce(String id, GenerationRequest request, String place) {
        PrintWriter err = self.commandLine().getErr();
        err.println(
                id + ": " + request.count() + " tasks from " + request.seeds().size() + " seeds, different from "
                        + request.exam().size() + " exam tasks, " + place);
        err.flush();
    }
}
