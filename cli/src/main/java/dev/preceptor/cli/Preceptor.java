package dev.preceptor.cli;

import dev.preceptor.cli.clean.CleanCommand;
import dev.preceptor.cli.compare.CompareCommand;
import dev.preceptor.cli.deadletter.DlqCommand;
import dev.preceptor.cli.estimate.EstimateCommand;
import dev.preceptor.cli.export.ExportCommand;
import dev.preceptor.cli.judge.JudgeCommand;
import dev.preceptor.cli.judge.TasksCommand;
import dev.preceptor.cli.lesson.LessonCommand;
import dev.preceptor.cli.model.ConvertCommand;
import dev.preceptor.cli.model.FinetuneCommand;
import dev.preceptor.cli.model.GenerateCommand;
import dev.preceptor.cli.model.ScoreCommand;
import dev.preceptor.cli.probe.ProbeCommand;
import dev.preceptor.cli.run.DemoCommand;
import dev.preceptor.cli.run.RunCommand;
import dev.preceptor.cli.serve.ServeCommand;
import dev.preceptor.cli.up.BrokerCommand;
import dev.preceptor.cli.up.DownCommand;
import dev.preceptor.cli.up.UpCommand;
import io.quarkus.runtime.annotations.QuarkusMain;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The command {@code ./preceptor}: parses the command line and runs a subcommand. */
@QuarkusMain
@Command(
        name = "preceptor",
        description = "Personalised distillation of small code models.",
        subcommands = {
            DemoCommand.class,
            RunCommand.class,
            CompareCommand.class,
            ServeCommand.class,
            EstimateCommand.class,
            ProbeCommand.class,
            ExportCommand.class,
            LessonCommand.class,
            JudgeCommand.class,
            GenerateCommand.class,
            FinetuneCommand.class,
            ScoreCommand.class,
            ConvertCommand.class,
            TasksCommand.class,
            UpCommand.class,
            DownCommand.class,
            BrokerCommand.class,
            DlqCommand.class,
            CleanCommand.class
        },
        mixinStandardHelpOptions = true,
        version = "preceptor 0.1.0",
        synopsisSubcommandLabel = "COMMAND")
public final class Preceptor implements Runnable {

    @Option(names = "--verbose", scope = ScopeType.INHERIT, description = "Print the stack trace of an error.")
    private boolean verbose;

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec self;

    public static void main(String[] arguments) {
        PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        System.exit(commandLine(out, err).execute(arguments));
    }

    /** Returns the whole command line. Results are written to {@code out}, everything else to {@code err}. */
    static CommandLine commandLine(PrintWriter out, PrintWriter err) {
        ErrorLine errors = new ErrorLine();
        return new CommandLine(new Preceptor())
                .setOut(out)
                .setErr(err)
                .setExecutionExceptionHandler(errors)
                .setParameterExceptionHandler(errors)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setUsageHelpAutoWidth(true);
    }

    boolean verbose() {
        return verbose;
    }

    /** Without a subcommand: prints the usage. */
    @Override
    public void run() {
        self.commandLine().usage(self.commandLine().getOut());
    }
}
