package dev.preceptor.cli.judge;

import dev.preceptor.cli.taskgeneration.TasksGenerateCommand;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code tasks}: the group of commands for files of tasks. */
@Command(
        name = "tasks",
        description = "Check and generate files of tasks.",
        subcommands = {TasksCheckCommand.class, TasksGenerateCommand.class},
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND")
public final class TasksCommand implements Runnable {

    @Spec
    private CommandSpec self;

    /** Without a subcommand: prints the usage. */
    @Override
    public void run() {
        self.commandLine().usage(self.commandLine().getOut());
    }
}
