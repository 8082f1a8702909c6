package dev.preceptor.cli.run;

import dev.preceptor.cli.terminal.JsonOutput;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** The options that {@code run} and {@code demo} share. */
final class RunOptions {

    @Option(
            names = "--json",
            paramLabel = "FILE",
            description = "Also write the report to FILE as JSON; - is standard output.")
    private String json;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Directory for topics, checkpoints and ledger. The same command with it resumes the run"
                    + " (default: a new directory under ~/.preceptor/runs).")
    private Path data;

    JsonOutput json() {
        return new JsonOutput(json).checked();
    }

    Path data() {
        return data;
    }
}
