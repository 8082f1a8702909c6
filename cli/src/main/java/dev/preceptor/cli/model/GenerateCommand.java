package dev.preceptor.cli.model;

import dev.preceptor.cli.CommandException;
import dev.preceptor.cli.ExitStatus;
import dev.preceptor.cli.file.OutputFile;
import dev.preceptor.cli.interruption.Interruption;
import dev.preceptor.cli.option.OptionCheck;
import dev.preceptor.cli.progress.ProgressMeter;
import dev.preceptor.cli.progress.ProgressView;
import dev.preceptor.cli.terminal.JsonOutput;
import dev.preceptor.cli.terminal.Terminal;
import dev.preceptor.contracts.task.TaskFile;
import dev.preceptor.languagemodel.LanguageModel;
import dev.preceptor.languagemodel.LoadOptions;
import dev.preceptor.languagemodel.generation.Completion;
import dev.preceptor.languagemodel.generation.GenerationRequest;
import dev.preceptor.languagemodel.generation.Generator;
import dev.preceptor.languagemodel.generation.GeneratorOptions;
import dev.preceptor.languagemodel.generation.Sampling;
import dev.preceptor.languagemodel.tokenizer.PromptFormat;
import dev.preceptor.languagemodel.tokenizer.Tokenizer;
import dev.preceptor.student.samples.TaskSampling;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code generate}: one completion of a model, or samples for tasks. */
@Command(
        name = "generate",
        description = "Generate a completion of a prompt, or samples for tasks, with a model.",
        mixinStandardHelpOptions = true)
public final class GenerateCommand implements Callable<Integer> {

    @Mixin
    private ModelOption model;

    @Mixin
    private ComputeOption compute;

    @Option(
            names = "--adapter",
            paramLabel = "DIR",
            description =
                    "A LoRA adapter of the model in PEFT's layout, which is merged into the weights at load time.")
    private Path adapter;

    @ArgGroup(multiplicity = "1")
    private PromptOption prompt;

    @Option(names = "--chat", description = "Apply the model's chat template to --prompt.")
    private boolean chat;

    @Option(
            names = "--completion",
            description = "With --tasks: continue the tasks' code, although the model has a chat template.")
    private boolean completion;

    @Option(
            names = "--system",
            paramLabel = "TEXT",
            description = "Content of a system message before the user's, if the chat template is applied.")
    private String system;

    @Mixin
    private TemplateOptions template;

    @Option(
            names = "--stop",
            paramLabel = "TEXT",
            description =
                    "A text that ends a completion and is not part of it; \\n is a line break. May be repeated. (default: with"
                            + " --tasks, where a model continues code, those of human-eval: \\nclass, \\ndef, \\n#, \\nif, \\nprint)")
    private List<String> stop;

    @Option(
            names = "--samples-per-task",
            paramLabel = "N",
            defaultValue = "1",
            description = "With --tasks: number of samples for each task (default: 1).")
    private int samplesPerTask;

    @Option(
            names = "--max-tokens",
            paramLabel = "N",
            defaultValue = "256",
            description = "Maximum length of a completion in tokens (default: 256).")
    private int maxTokens;

    @Option(
            names = "--temperature",
            paramLabel = "T",
            defaultValue = "0",
            description = "Sampling temperature; 0 always takes the likeliest token (default: 0).")
    private double temperature;

    @Option(
            names = "--top-p",
            paramLabel = "P",
            defaultValue = "1",
            description = "Probability mass of nucleus sampling, above 0 and at most 1 (default: 1).")
    private double topP;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "0",
            description = "Seed of the random number generator; the same seed gives the same output (default: 0).")
    private long seed;

    @Option(
            names = "--out",
            paramLabel = "S.jsonl",
            description = "With --tasks: the file to write the samples to (default: standard output).")
    private Path out;

    @Option(
            names = "--token-ids",
            description = "With --tasks: also write prompt_ids and completion_ids of each sample.")
    private boolean tokenIds;

    @Option(
            names = "--json",
            paramLabel = "FILE",
            description = "Also write token ids, text and speed to FILE as JSON; - is standard output.")
    private String json;

    @Spec
    private CommandSpec self;

    /** The JSON output for one completion. */
    private record CompletionReport(int[] ids, String text, double tokensPerSecond) {}

    @Override
    public Integer call() {
        JsonOutput program = new JsonOutput(json).checked();
        Sampling sampling = sampling();
        OptionCheck.atLeast("--max-tokens", maxTokens, 1);
        OptionCheck.atLeast("--samples-per-task", samplesPerTask, 1);
        if (out != null && prompt.tasks() == null) {
            throw CommandException.badInput("--out requires --tasks; a completion is written to standard output");
        }
        OutputFile.requireWritable("--out", out);
        OutputFile.requireOther("--out", out, "--tasks", prompt.tasks());
        if (tokenIds && prompt.tasks() == null) {
            throw CommandException.badInput("--token-ids requires --tasks; for a completion, use --json");
        }
        if (chat && prompt.text() == null) {
            throw CommandException.badInput("--chat requires --prompt; --tasks always uses the model's chat template");
        }
        if (completion && prompt.tasks() == null) {
            throw CommandException.badInput(
                    "--completion requires --tasks; without --chat, --prompt is always continued");
        }
        boolean chats = prompt.tasks() == null ? chat : !completion;
        if (!chats && (system != null || !template.template().isEmpty())) {
            throw CommandException.badInput(
                    "--system and --template require a chat: --prompt with --chat, or --tasks without --completion");
        }
        PrintWriter err = self.commandLine().getErr();
        if (prompt.tasks() != null) {
            TaskSampling tasks = new TaskSampling(
                    TaskFile.read(prompt.tasks()),
                    PromptFormat.of(completion ? "completion" : null, system, template.template(), template.date()),
                    stop == null ? null : stopStrings(),
                    samplesPerTask,
                    sampling,
                    maxTokens,
                    seed,
                    tokenIds);
            String kept = out == null ? "Stopped." : "Stopped. " + out + " has the finished samples.";
            try (Interruption interruption = Interruption.expected(err, kept);
                    LanguageModel loaded = load(err)) {
                program.write(samples(tasks, loaded, err), self.commandLine().getOut());
            }
            return ExitStatus.SUCCESS;
        }
        int[] tokens = prompt.namesTokens() ? prompt.tokens() : null;
        if (prompt.text() != null && prompt.text().isEmpty() && !chat) {
            throw CommandException.badInput("--prompt is empty: there is nothing to continue");
        }
        try (Interruption interruption = Interruption.expected(err, "Stopped.");
                LanguageModel loaded = load(err)) {
            complete(loaded, tokens == null ? encoded(loaded.tokenizer()) : tokens, sampling, program);
        }
        return ExitStatus.SUCCESS;
    }

    private TaskSampling.Summary samples(TaskSampling tasks, LanguageModel loaded, PrintWriter err) {
        if (out == null) {
            return written(tasks, loaded, self.commandLine().getOut(), err);
        }
        try (Writer writer = Files.newBufferedWriter(out)) {
            return written(tasks, loaded, writer, err);
        } catch (IOException e) {
            throw CommandException.failed("--out " + out + ": cannot be written: " + e.getMessage(), e);
        }
    }

    private static TaskSampling.Summary written(
            TaskSampling tasks, LanguageModel loaded, Writer writer, PrintWriter err) {
        ProgressMeter progress = new ProgressMeter(
                ProgressView.on(err, Terminal.of(System.getProperties(), System.getenv()), System::nanoTime),
                "generating",
                tasks.total(),
                System::nanoTime);
        try {
            return tasks.write(loaded, writer, progress::advance);
        } catch (IOException e) {
            throw CommandException.failed("the samples cannot be written: " + e.getMessage(), e);
        }
    }

    private Sampling sampling() {
        try {
            return new Sampling(temperature, topP, 0);
        } catch (IllegalArgumentException e) {
            throw CommandException.badInput("--temperature or --top-p: " + e.getMessage(), e);
        }
    }

    private LanguageModel load(PrintWriter err) {
        LoadOptions options = compute.loadOptions();
        return LanguageModel.load(model.resolve(err), adapter == null ? options : options.withAdapter(adapter));
    }

    private List<String> stopStrings() {
        List<String> texts = stop == null ? List.of() : stop;
        if (texts.contains("")) {
            throw CommandException.badInput("--stop is empty");
        }
        return texts.stream().map(text -> text.replace("\\n", "\n")).toList();
    }

    private int[] encoded(Tokenizer tokenizer) {
        PromptFormat format = new PromptFormat(Optional.of(chat), Optional.ofNullable(system), template.variables());
        return format.prompt(tokenizer, prompt.text(), prompt.text()).ids();
    }

    private void complete(LanguageModel loaded, int[] tokens, Sampling sampling, JsonOutput program) {
        GeneratorOptions options =
                GeneratorOptions.defaults().withSlots(1).withCapacity(Math.max(tokens.length + maxTokens, maxTokens));
        try (Generator generator = loaded.newGenerator(options)) {
            long start = System.nanoTime();
            Completion completion = Futures.join(generator.submit(new GenerationRequest(
                    tokens,
                    sampling,
                    maxTokens,
                    seed,
                    Set.copyOf(loaded.configuration().endIds()),
                    stopStrings())));
            double seconds = (System.nanoTime() - start) / 1e9;
            PrintWriter people = program.takesStandardOutput()
                    ? self.commandLine().getErr()
                    : self.commandLine().getOut();
            people.println(completion.text());
            people.flush();
            program.write(
                    new CompletionReport(completion.ids(), completion.text(), completion.generatedTokens() / seconds),
                    self.commandLine().getOut());
        }
    }
}
