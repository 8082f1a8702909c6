package dev.preceptor.trainer.program;

import dev.preceptor.contracts.event.TrainingExample;
import dev.preceptor.contracts.event.TrainingJob;
import dev.preceptor.contracts.specification.TrainingSpecification;
import dev.preceptor.languagemodel.finetuning.TrainingOrder;
import dev.preceptor.languagemodel.finetuning.TrainingSequence;
import dev.preceptor.languagemodel.tokenizer.Tokenizer;
import dev.preceptor.trainer.engine.ExampleTokenizer;
import dev.preceptor.trainer.engine.TrainingException;
import dev.preceptor.trainer.engine.TrainingOptions;
import dev.preceptor.trainer.engine.TrainingTask;
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
    record ExampleLine(String id, String prompt, String completion, int[] promptIds, int[] completionIds) {

        TrainingSequence sequence() {
            return new TrainingSequence(promptIds, completionIds);
        }
    }

    /** @throws TrainingException if the examples cannot be read, or the settings do not fit together */
    JobDescription write(TrainingTask task, JobFolder folder) {
        TrainingSpecification training = task.training();
        List<ExampleLine> lines = lines(task);
        List<TrainingSequence> sequences =
                lines.stream().map(ExampleLine::sequence).toList();
        TrainingOrder order = TrainingOrder.of(task.base(), sequences, TrainingOptions.of(training));
        List<Integer> numbers = sorted(order.epochs().get(0));
        List<ExampleLine> examples = numbers.stream().map(lines::get).toList();
        List<ExampleLine> validation =
                order.validation().stream().map(lines::get).toList();
        TrainingJob job = task.job();
        return JobDescriptionBuilder.builder()
                .contract(JobDescription.CONTRACT)
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
                .build()
                .withFingerprint();
    }

    private static List<ExampleLine> lines(TrainingTask task) {
        try (ExampleTokenizer tokenizer =
                new ExampleTokenizer(Tokenizer.load(task.base()), task.job().student())) {
            return task.examples().read(example -> line(tokenizer, example));
        }
    }

    private static ExampleLine line(ExampleTokenizer tokenizer, TrainingExample example) {
        TrainingSequence tokens = tokenizer.tokenize(example);
        return new ExampleLine(
                example.id(),
                tokenizer.text(tokens.promptIds()),
                tokenizer.text(tokens.completionIds()),
                tokens.promptIds(),
                tokens.completionIds());
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
                .build();
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
        double length = examples.stream()
                .mapToInt(line -> line.promptIds().length + line.completionIds().length)
                .average()
                .orElseThrow();
        return Math.max(1, (int) (training.batchTokens() / length / world)) * world;
    }
}
