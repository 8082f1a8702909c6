package dev.preceptor.cli.model;

import dev.preceptor.cli.ExitStatus;
import dev.preceptor.languagemodel.checkpoint.CheckpointType;
import dev.preceptor.languagemodel.checkpoint.SavedCheckpoint;
import dev.preceptor.languagemodel.finetuning.ModelConverter;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code convert}: writes a model as a Hugging Face folder. */
@Command(
        name = "convert",
        description = "Write a model, such as a .gguf file, as a Hugging Face folder for other engines.",
        mixinStandardHelpOptions = true)
public final class ConvertCommand implements Callable<Integer> {

    @Mixin
    private ModelOption model;

    @Option(
            names = "--out",
            required = true,
            paramLabel = "DIR",
            description = "Directory for the model in Hugging Face's layout.")
    private Path out;

    @Option(
            names = "--dtype",
            paramLabel = "T",
            defaultValue = "base",
            description = "Data type of the weights: base (that of the model; bfloat16 if it is quantised), float32,"
                    + " bfloat16 or float16 (default: base).")
    private CheckpointType type;

    @Spec
    private CommandSpec self;

    @Override
    public Integer call() {
        NewFolder.require("--out", out);
        Path source = model.resolve(self.commandLine().getErr());
        SavedCheckpoint saved =
                ModelConverter.convert(source, out.toAbsolutePath().normalize(), type);
        PrintWriter standardOutput = self.commandLine().getOut();
        standardOutput.println("model " + saved.folder());
        standardOutput.println("sha256 " + saved.sha256());
        standardOutput.flush();
        return ExitStatus.SUCCESS;
    }
}
