package dev.preceptor.cli.model;

import dev.preceptor.cli.CommandException;
import dev.preceptor.cli.ExitStatus;
import dev.preceptor.cli.interruption.Interruption;
import dev.preceptor.cli.progress.ProgressMeter;
import dev.preceptor.cli.progress.ProgressView;
import dev.preceptor.cli.terminal.JsonOutput;
import dev.preceptor.cli.terminal.Terminal;
import dev.preceptor.languagemodel.LanguageModel;
import dev.preceptor.languagemodel.finetuning.CompletionLoss;
import dev.preceptor.languagemodel.finetuning.Example;
import dev.preceptor.languagemodel.finetuning.ExampleFileTokenizer;
import dev.preceptor.languagemodel.finetuning.TrainingSequence;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code score}: loss and perplexity of a model on examples, without training. */
@Command(
        name = "score",
        description = "Compute a model's loss and perplexity on prompts and completions.",
        mixinStandardHelpOptions = true)
public final class ScoreCommand implements Callable<Integer> {

    @Mixin
    private ModelOption model;

    @Mixin
    private ComputeOption compute;

    @Option(
            names = "--examples",
            required = true,
            paramLabel = "E.jsonl",
            description = "Lines of {\"prompt\", \"completion\"} as texts or messages, {\"messages\"}, Alpaca's"
                    + " {\"instruction\", \"input\", \"output\"}, or {\"promptIds\", \"completionIds\"}; the end token is"
                    + " appended and counts.")
    private Path examples;

    @Option(
            names = "--json",
            paramLabel = "FILE",
            description = "Also write the figures to FILE as JSON; - is standard output.")
    private String json;

    @Mixin
    private TemplateOptions template;

    @Spec
    private CommandSpec self;

    /**
     * The JSON output of {@code score}.
     *
     * @param tokens the number of completion tokens
     * @param loss mean negative log-likelihood of those tokens, in nats
     * @param losses the mean negative log-likelihood of each example, in nats
     */
    private record ScoreReport(int examples, long tokens, double loss, double perplexity, double[] losses) {}

    @Override
    public Integer call() {
        JsonOutput program = new JsonOutput(json).checked();
        List<Example> lines = Examples.read(examples);
        PrintWriter err = self.commandLine().getErr();
        PrintWriter out = self.commandLine().getOut();
        Path place = model.resolve(err);
        ScoreReport report =
                score(place, ExampleFileTokenizer.tokenize(place, lines, template.variables()), lines, err);
        PrintWriter people = program.takesStandardOutput() ? err : out;
        people.printf(
                Locale.ROOT,
                "%d examples, %d tokens, loss %.4f, perplexity %.4f%n",
                report.examples(),
                report.tokens(),
                report.loss(),
                report.perplexity());
        people.flush();
        program.write(report, out);
        return ExitStatus.SUCCESS;
    }

    private ScoreReport score(Path place, List<TrainingSequence> sequences, List<Example> lines, PrintWriter err) {
        ProgressMeter progress = new ProgressMeter(
                ProgressView.on(err, Terminal.of(System.getProperties(), System.getenv()), System::nanoTime),
                "scoring",
                sequences.size(),
                System::nanoTime);
        double[] losses = new double[sequences.size()];
        double sum = 0;
        long tokens = 0;
        try (Interruption interruption = Interruption.expected(err, "Stopped; nothing was written.");
                LanguageModel loaded = LanguageModel.load(place, compute.loadOptions())) {
            for (int i = 0; i < losses.length; i++) {
                double negative = negativeLogLikelihood(loaded, sequences.get(i), lines.get(i));
                int scored = sequences.get(i).completionIds().length;
                losses[i] = negative / scored;
                sum += negative;
                tokens += scored;
                progress.advance();
            }
        }
        return new ScoreReport(losses.length, tokens, sum / tokens, Math.exp(sum / tokens), losses);
    }

    private double negativeLogLikelihood(LanguageModel loaded, TrainingSequence sequence, Example line) {
        try {
            return CompletionLoss.negativeLogLikelihood(loaded, sequence);
        } catch (IllegalArgumentException e) {
            throw CommandException.badInput(examples + ":" + line.line() + ": " + e.getMessage(), e);
        }
    }
}
