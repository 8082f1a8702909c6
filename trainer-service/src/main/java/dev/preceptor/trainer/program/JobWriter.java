package dev.preceptor.trainer.program;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.preceptor.contracts.event.TrainingJob;
import dev.preceptor.contracts.specification.SoftSpecification;
import dev.preceptor.contracts.specification.TrainingSpecification;
import dev.preceptor.languagemodel.finetuning.TrainingOrder;
import dev.preceptor.languagemodel.finetuning.TrainingSequence;
import dev.preceptor.languagemodel.tokenizer.Tokenizer;
import dev.preceptor.trainer.engine.ExampleTokenizer;
import dev.preceptor.trainer.engine.TrainingException;
import dev.preceptor.trainer.engine.TrainingOptions;
import dev.preceptor.trainer.engine.TrainingTask;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Writes the examples of a task into the folder of a job, and describes the job. The same task writes the same files. */
final class JobWriter {

    private final ProgramSettings settings;
    private final ProgramBase base;

    JobWriter(ProgramSettings settings, ProgramBase base) {
        this.settings = settings;
        this.base = base;
    }

    /** A line of examples.jsonl. The texts are those of the tokens, with the chat template and the end token. */
    record ExampleLine(
            String id,
            String prompt,
            String completion,
            int[] promptIds,
            int[] completionIds,
            @JsonInclude(JsonInclude.Include.NON_NULL) SoftRows soft) {

        int tokens() {
            return promptIds.length + completionIds.length;
        }
    }

    /**
     * The rows of an example in soft-targets.safetensors.
     *
     * @param row the first of them, from 0
     * @param rows the number of rows, one for each token
     * @param first the token of the first row: an index into {@code completionIds}, from 0
     */
    record SoftRows(int row, int rows, int first) {}

    private record TokenisedExample(String id, TrainingSequence tokens) {}

    /** @throws TrainingException if the examples cannot be read, or the settings do not fit together */
    JobDescription write(TrainingTask task, JobFolder folder) {
        TrainingSpecification training = task.training();
        List<ExampleLine> lines = new ArrayList<>();
        List<TrainingSequence> sequences = new ArrayList<>();
        SoftTargetCollector softTargets = new SoftTargetCollector();
        readExamples(task, lines, sequences, softTargets);
        TrainingOrder order = TrainingOrder.of(task.base(), sequences, TrainingOptions.of(training));
        List<Integer> numbers = sorted(order.epochs().get(0));
        List<ExampleLine> examples = numbers.stream().map(lines::get).toList();
        List<ExampleLine> validation =
                order.validation().stream().map(lines::get).toList();
        TrainingJob job = task.job();
        return JobDescriptionBuilder.builder()
                .contract(softTargets.isEmpty() ? JobDescription.CONTRACT : JobDescription.CONTRACT_OF_SOFT_TARGETS)
                .jobId(job.id())
                .runId(job.runId())
                .round(job.round())
                .baseModel(base.of(task))
                .adaptation(adaptation(training))
                .training(hyperparameters(training, examples))
                .dtype(base.storedType(task))
                .worldSize(settings.worldSize())
                .saveEvery(settings.saveEvery())
                .examples(folder.write("examples.jsonl", examples))
                .validation(validation.isEmpty() ? null : folder.write("validation.jsonl", validation))
                .order(folder.write("order.jsonl", byLine(order.epochs(), numbers)))
                .softTargets(
                        softTargets.isEmpty() ? null : folder.write("soft-targets.safetensors", softTargets.rows()))
                .build()
                .withFingerprint();
    }

    /** Adds the examples of the job, in its order. */
    private static void readExamples(
            TrainingTask task,
            List<ExampleLine> lines,
            List<TrainingSequence> sequences,
            SoftTargetCollector softTargets) {
        try (ExampleTokenizer tokenizer =
                new ExampleTokenizer(Tokenizer.load(task.base()), task.job().student(), task.softTargetReader())) {
            // The source calls the mapper in the order of the topic, so the rows of a file are numbered afterwards.
            for (TokenisedExample read :
                    task.examples().read(example -> new TokenisedExample(example.id(), tokenizer.tokenize(example)))) {
                TrainingSequence tokens = read.tokens();
                sequences.add(tokens);
                lines.add(new ExampleLine(
                        read.id(),
                        tokenizer.text(tokens.promptIds()),
                        tokenizer.text(tokens.completionIds()),
                        tokens.promptIds(),
                        tokens.completionIds(),
                        softTargets.add(tokens)));
            }
        }
    }

    private static List<Integer> sorted(List<Integer> numbers) {
        return numbers.stream().sorted().toList();
    }

    /** The epochs with the numbers of the lines in examples.jsonl, which lacks examples that are too long or held out. */
    private static List<List<Integer>> byLine(List<List<Integer>> epochs, List<Integer> numbers) {
        Map<Integer, Integer> lines = new HashMap<>();
        numbers.forEach(number -> lines.put(number, lines.size()));
        return epochs.stream()
                .map(epoch -> epoch.stream().map(lines::get).toList())
                .toList();
    }

    private static JobDescription.Adaptation adaptation(TrainingSpecification training) {
        return training.adaptation().equals("full")
                ? new JobDescription.Adaptation("full", null, null, null)
                : new JobDescription.Adaptation(
                        "lora", training.loraRank(), training.loraAlpha(), training.loraTargets());
    }

    private JobDescription.Hyperparameters hyperparameters(TrainingSpecification training, List<ExampleLine> examples) {
        return JobDescriptionHyperparametersBuilder.builder()
                .epochs(training.epochs())
                .batchSize(batchSize(training, examples))
                .learningRate(training.learningRate())
                .schedule(training.schedule())
                .warmupSteps(training.warmupSteps())
                .weightDecay(training.weightDecay())
                .maxGradNorm(training.maxGradNorm())
                .maxLength(training.maxLength())
                .seed(training.seed())
                .dtype(training.dtype())
                .soft(softLoss(training.soft()))
                .build();
    }

    private static JobDescription.SoftLoss softLoss(SoftSpecification soft) {
        return soft == null
                ? null
                : new JobDescription.SoftLoss(soft.loss(), soft.weight(), soft.temperature(), soft.mixture());
    }

    /** The fixed number of examples of a step: as set, or as many as have the tokens of a step on average. */
    private int batchSize(TrainingSpecification training, List<ExampleLine> examples) {
        int world = settings.worldSize();
        if (training.batchSize() != null) {
            if (training.batchSize() % world != 0) {
                throw new TrainingException(
                        "training.batchSize is %d, which %d processes (trainer.world-size) cannot share"
                                .formatted(training.batchSize(), world));
            }
            return training.batchSize();
        }
        double length =
                examples.stream().mapToInt(ExampleLine::tokens).average().orElseThrow();
        return Math.max(1, (int) (training.batchTokens() / length / world)) * world;
    }
}
