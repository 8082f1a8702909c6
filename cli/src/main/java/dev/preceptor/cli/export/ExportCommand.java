package dev.preceptor.cli.export;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.preceptor.cli.CommandException;
import dev.preceptor.cli.ExitStatus;
import dev.preceptor.cli.file.OutputFile;
import dev.preceptor.cli.option.RunLocation;
import dev.preceptor.run.readmodel.RecordedRun;
import dev.preceptor.standalone.AtomicFile;
import dev.preceptor.standalone.Home;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code export}: writes a run's training examples, or preference pairs, as JSON lines, each with its lineage. */
@Command(
        name = "export",
        description = "Write a run's training examples in the format of another trainer, each with its lineage.",
        mixinStandardHelpOptions = true)
public final class ExportCommand implements Callable<Integer> {

    @Mixin
    private RunLocation location;

    @Option(
            names = "--format",
            defaultValue = "prompt-completion",
            paramLabel = "FORMAT",
            converter = ExportFormat.Converter.class,
            description =
                    "The format: prompt-completion, messages or alpaca; scores for attempts that a teacher scored (method"
                            + " opd), which the others leave out; for preference tuning, dpo (messages) or"
                            + " dpo-text (default: ${DEFAULT-VALUE}).")
    private ExportFormat format;

    @Option(names = "--out", paramLabel = "FILE", description = "The file to write (default: standard output).")
    private Path out;

    @Spec
    private CommandSpec self;

    @Override
    public Integer call() {
        OutputFile.requireWritable("--out", out);
        RecordedRun run = location.read(Home.of(System.getenv()));
        List<String> lines =
                format.lines(run).stream().map(ObjectNode::toString).toList();
        PrintWriter err = self.commandLine().getErr();
        if (out == null) {
            lines.forEach(self.commandLine().getOut()::println);
            self.commandLine().getOut().flush();
        } else {
            write(lines);
        }
        err.println(lines.size() + " " + format.noun() + (lines.size() == 1 ? "" : "s") + " of "
                + run.run().runId() + " as " + format.label()
                + (out == null ? "" : " in " + out));
        err.flush();
        return ExitStatus.SUCCESS;
    }

    private void write(List<String> lines) {
        try {
            AtomicFile.write(out, lines.stream().map(line -> line + "\n").collect(Collectors.joining()));
        } catch (IOException e) {
            throw CommandException.failed("--out " + out + ": cannot be written: " + e.getMessage(), e);
        }
    }
}
