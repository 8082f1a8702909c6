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

/** Each run without a data directory of its name leaves one here; this deletes the old ones. */
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
            description = "Those that nothing was written to for so many days; what a process uses stays.")
    private int days;

    @Option(names = "--dry-run", description = "Only say which they are.")
    private boolean dryRun;

    @Spec
    private CommandSpec self;

    @Override
    public Integer call() {
        OptionCheck.atLeast("--older-than", days, 0);
        PrintWriter out = self.commandLine().getOut();
        Home home = Home.of(System.getenv());
        List<OldFolders.Old> old =
                new OldFolders(home.runs()).usedBefore(Instant.now().minus(Duration.ofDays(days)));
        for (OldFolders.Old each : old) {
            if (!dryRun) {
                OldFolders.delete(each);
            }
            out.println(each.folder() + ", " + each.bytes() / MEGABYTE + " MB, last used " + each.used());
            out.flush();
        }
        long megabytes = old.stream().mapToLong(OldFolders.Old::bytes).sum() / MEGABYTE;
        out.println(old.size() + (old.size() == 1 ? " folder" : " folders") + " of " + home.runs()
                + (dryRun ? " would be deleted, " : " deleted, ") + megabytes + " MB");
        out.flush();
        return ExitStatus.SUCCESS;
    }
}
