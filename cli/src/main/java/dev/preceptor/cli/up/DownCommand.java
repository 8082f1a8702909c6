package dev.preceptor.cli.up;

import dev.preceptor.cli.CommandException;
import dev.preceptor.cli.ExitStatus;
import dev.preceptor.cli.embedded.DataDirectory;
import dev.preceptor.cli.embedded.Home;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Ends what {@code up} started, and nothing else. */
@Command(name = "down", description = "End what 'up' started on a data directory.", mixinStandardHelpOptions = true)
public final class DownCommand implements Callable<Integer> {

    /** The supervisor's own patience with services, and then with the broker. */
    private static final Duration SUPERVISOR_PATIENCE = Duration.ofSeconds(70);

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @Mixin
    private UpDirectory directory;

    @Spec
    private CommandSpec self;

    @Override
    public Integer call() {
        PrintWriter err = self.commandLine().getErr();
        Path folder = directory.path(Home.of(System.getenv())).toAbsolutePath().normalize();
        if (!Files.isDirectory(folder.resolve("pids"))) {
            throw CommandException.badInput("nothing was ever up on " + folder + ": name the folder with --data");
        }
        PidFolder pids = PidFolder.in(DataDirectory.made(folder));
        PidFile supervisor = PidFile.of(pids.path(), PidFolder.SUPERVISOR);
        boolean any = ended(supervisor, SUPERVISOR_PATIENCE, err);
        // Of a supervisor that was killed there may be processes left.
        List<PidFile> rest = pids.files();
        for (PidFile file : rest) {
            any |= ended(file, PATIENCE, err);
        }
        err.println(any ? "Stopped." : "Nothing was running on " + folder + ".");
        return ExitStatus.SUCCESS;
    }

    /** Whether it was running. */
    private static boolean ended(PidFile file, Duration patience, PrintWriter err) {
        ProcessHandle process = file.process().orElse(null);
        if (process != null) {
            process.destroy();
            try {
                process.onExit().get(patience.toMillis(), TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                err.println(file.name() + " did not end within " + patience.toSeconds() + " s and was killed");
                process.destroyForcibly();
            } catch (ExecutionException e) {
                throw new IllegalStateException("waiting for a process does not fail", e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw CommandException.failed("interrupted", e);
            }
        }
        file.delete();
        return process != null;
    }
}
