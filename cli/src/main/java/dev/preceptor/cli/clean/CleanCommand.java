package dev.preceptor.cli.clean;

import dev.preceptor.cli.ExitStatus;
import dev.preceptor.cli.option.OptionCheck;
import dev.preceptor.standalone.Home;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code clean}: deletes the data directories of old runs that were started without {@code --data}. */
@Command(
        name = "clean",
        description = "Delete old data directories of runs under ~/.preceptor/runs, with the checkpoints in them.",
        mixinStandardHelpOptions = true)
public final class CleanCommand implements Callable<Integer> {

    private static final int MEGABYTE = 1_000_000;

    @Option(
            names = "--older-than",
            required = true,
            paramLabel = "DAYS",
            description =
                    "Delete directories that were last written to more than DAYS days ago. Directories in use are kept.")
    private int days;

    @Option(names = "--dry-run", description = "List the directories without deleting them.")
    private boolean dryRun;

    @Spec
    private CommandSpec self;

    @Override
    public Integer call() {
        OptionCheck.atLeast("--older-than", days, 0);
        PrintWriter out = self.commandLine().getOut();
        Home home = Home.of(System.getenv());
        List<OldFolders.DataFolder> old =
                new OldFolders(home.runs()).usedBefore(Instant.now().minus(Duration.ofDays(days)));
        for (OldFolders.DataFolder each : old) {
            if (!dryRun) {
                OldFolders.delete(each);
            }
            out.println(each.folder() + ", " + each.bytes() / MEGABYTE + " MB, last used " + each.used());
            out.flush();
        }
        long megabytes = old.stream().mapToLong(OldFolders.DataFolder::bytes).sum() / MEGABYTE;
        out.println(old.size() + (old.size() == 1 ? " folder" : " folders") + " of " + home.runs()
                + (dryRun ? " would be deleted, " : " deleted, ") + megabytes + " MB");
        out.flush();
        return ExitStatus.SUCCESS;
    }
}
