package dev.preceptor.cli.run;

import dev.preceptor.cli.terminal.JsonOutput;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** The options that {@code run} and {@code demo} share. */
final class RunOptions {

    @Option(
            names = "--json",
            paramLabel = "FILE",
            description = "Write the report for a program, too; - is standard output.")
    private String json;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Keep topics, checkpoints and ledger here; the same call again resumes"
                    + " (default: a fresh folder under ~/.preceptor/runs).")
    private Path data;

    JsonOutput json() {
        return new JsonOutput(json).checked();
    }

    Path data() {
        return data;
    }
}
