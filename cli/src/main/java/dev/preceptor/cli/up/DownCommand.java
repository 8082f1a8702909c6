package dev.preceptor.cli.up;

import dev.preceptor.cli.CommandException;
import dev.preceptor.cli.ExitStatus;
import dev.preceptor.standalone.DataDirectory;
import dev.preceptor.standalone.Home;
import dev.preceptor.standalone.processes.PidFolder;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code down}: ends the processes that {@code up} started, and no others. */
@Command(
        name = "down",
        description = "Stop the processes that 'up' started on a data directory.",
        mixinStandardHelpOptions = true)
public final class DownCommand implements Callable<Integer> {

    @Mixin
    private UpDirectory directory;

    @Spec
    private CommandSpec self;

    @Override
    public Integer call() {
        PrintWriter err = self.commandLine().getErr();
        Path folder = directory.path(Home.of(System.getenv())).toAbsolutePath().normalize();
        if (!PidFolder.existsIn(folder)) {
            throw CommandException.badInput("'up' was never started on " + folder + ": name the directory with --data");
        }
        boolean any = PidFolder.in(DataDirectory.create(folder)).endAll(err::println);
        err.println(any ? "Stopped." : "Nothing was running on " + folder + ".");
        return ExitStatus.SUCCESS;
    }
}
