package dev.preceptor.cli.model;

import dev.preceptor.cli.CommandException;
import dev.preceptor.cli.ExitStatus;
import dev.preceptor.cli.interruption.Interruption;
import dev.preceptor.cli.option.OptionCheck;
import dev.preceptor.cli.terminal.JsonOutput;
import dev.preceptor.languagemodel.checkpoint.SavedCheckpoint;
import dev.preceptor.languagemodel.finetuning.AdapterMerger;
import dev.preceptor.languagemodel.finetuning.Example;
import dev.preceptor.languagemodel.finetuning.ExampleFileTokenizer;
import dev.preceptor.languagemodel.finetuning.FineTuning;
import dev.preceptor.languagemodel.finetuning.FineTuningOptions;
import dev.preceptor.languagemodel.finetuning.FineTuningResult;
import dev.preceptor.languagemodel.finetuning.TrainingSequence;
import dev.preceptor.languagemodel.finetuning.TrainingStateFolder;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code finetune}: fine-tunes a model on a file of examples. */
@Command(
        name = "finetune",
        description = "Fine-tune a model on prompts and completions.",
        mixinStandardHelpOptions = true)
public final class FinetuneCommand implements Callable<Integer> {

    @Mixin
    private ModelOption model;

    @Option(
            names = "--examples",
            required = true,
            paramLabel = "E.jsonl",
            description = "Lines of {\"prompt\", \"completion\"} as texts or messages, {\"messages\"}, Alpaca's"
                    + " {\"instruction\", \"input\", \"output\"}, or {\"promptIds\", \"completionIds\"}; the end token is"
                    + " appended.")
    private Path examples;

    @Option(
            names = "--out",
            required = true,
            paramLabel = "DIR",
            description = "Directory for the checkpoint in Hugging Face's layout, or for the LoRA adapter in PEFT's.")
    private Path out;

    @Option(
            names = "--merged",
            paramLabel = "DIR",
            description = "With lora: also write the model with the adapter merged to this directory.")
    private Path merged;

    @Option(
            names = "--save-every",
            paramLabel = "N",
            defaultValue = "0",
            description = "Save the training state every N steps to the directory DIR.training next to --out;"
                    + " the same command resumes from it (default: 0, never).")
    private int saveEvery;

    @Option(
            names = "--json",
            paramLabel = "FILE",
            description = "Also write steps, speed and checkpoint to FILE as JSON; - is standard output.")
    private String json;

    @Mixin
    private TrainingOptions training;

    @Mixin
    private TemplateOptions template;

    @Spec
    private CommandSpec self;

    @Override
    public Integer call() {
        JsonOutput program = new JsonOutput(json).checked();
        FineTuningOptions options = training.checked();
        NewFolder.require("--out", out);
        if (merged != null && !training.trainsAdapters()) {
            throw CommandException.badInput(
                    "--merged requires --adaptation lora; full fine-tuning writes all weights to --out");
        }
        if (merged != null) {
            NewFolder.require("--merged", merged);
            NewFolder.requireOther("--merged", merged, "--out", out);
        }
        OptionCheck.atLeast("--save-every", saveEvery, 0);
        List<Example> lines = Examples.read(examples);
        PrintWriter err = self.commandLine().getErr();
        Path folder = model.resolve(err);
        List<TrainingSequence> sequences = ExampleFileTokenizer.tokenize(folder, lines, template.variables());
        err.println(FineTuning.forecast(folder, sequences, options));
        err.flush();
        Path target = out.toAbsolutePath().normalize();
        try (Interruption interruption = Interruption.expected(err, adviceOnInterruption(target));
                FineTuning tuning = FineTuning.load(folder, options)) {
            TrainingStateFolder saving = saving(target, err);
            FineTuningResult result = tuning.run(sequences, saving, new TrainingView(err));
            SavedCheckpoint saved = training.trainsAdapters()
                    ? tuning.saveAdapter(target, baseName(folder))
                    : tuning.save(target, training.checkpointType());
            if (merged != null) {
                AdapterMerger.merge(folder, target, merged.toAbsolutePath().normalize(), training.checkpointType());
            }
            if (saving != null) {
                saving.discard();
            }
            printResult(result, saved, program);
        }
        return ExitStatus.SUCCESS;
    }

    private TrainingStateFolder saving(Path target, PrintWriter err) {
        if (saveEvery == 0) {
            return null;
        }
        Path state = stateOf(target);
        if (Files.exists(state)) {
            err.println("resuming from " + state);
            err.flush();
        }
        return new TrainingStateFolder(state, saveEvery);
    }

    private static Path stateOf(Path target) {
        return target.resolveSibling(target.getFileName() + ".training");
    }

    private String adviceOnInterruption(Path target) {
        return saveEvery == 0
                ? "Stopped; nothing was written. With --save-every, a stopped training can be resumed."
                : "Stopped. The same command resumes from the last state in " + stateOf(target) + ", if one was saved.";
    }

    /** The base model's name in the adapter's configuration: a Hugging Face name or a folder, as PEFT reads it. */
    private String baseName(Path folder) {
        return model.name().startsWith("hf:")
                ? model.name().substring("hf:".length())
                : folder.toAbsolutePath().normalize().toString();
    }

    private void printResult(FineTuningResult result, SavedCheckpoint saved, JsonOutput program) {
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
        if (!result.validation().isEmpty()) {
            people.printf(
                    Locale.ROOT,
                    "validation loss %s; wrote the model after step %d%n",
                    result.validation().stream()
                            .map(validation -> String.format(Locale.ROOT, "%.4f", validation.loss()))
                            .collect(Collectors.joining(", ")),
                    result.keptStep());
        }
        if (result.leftOut() > 0) {
            people.println(
                    result.leftOut() + " examples were left out: longer than --max-length, or without completion");
        }
        people.println((training.trainsAdapters() ? "adapter " : "checkpoint ") + saved.folder());
        if (merged != null) {
            people.println("merged model " + merged);
        }
        people.flush();
        program.write(FinetuneReport.of(result, saved), standardOutput);
    }
}
