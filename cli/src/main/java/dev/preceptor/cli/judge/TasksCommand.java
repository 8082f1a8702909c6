package dev.preceptor.cli.judge;

import dev.preceptor.cli.taskgeneration.TasksGenerateCommand;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Work on files of tasks. */
@Command(
        name = "tasks",
        description = "Work on files of tasks.",
        subcommands = {TasksCheckCommand.class, TasksGenerateCommand.class},
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND")
public final class TasksCommand implements Runnable {

    @Spec
    private CommandSpec self;

    /** Without a command of its own: how it is called. */
    @Override
    public void run() {
        self.commandLine().usage(self.commandLine().getOut());
    }
}
