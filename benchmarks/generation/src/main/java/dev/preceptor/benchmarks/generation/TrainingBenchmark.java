package dev.preceptor.benchmarks.generation;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.preceptor.languagemodel.ComputeType;
import dev.preceptor.languagemodel.finetuning.BatchSize;
import dev.preceptor.languagemodel.finetuning.FineTuning;
import dev.preceptor.languagemodel.finetuning.FineTuningOptions;
import dev.preceptor.languagemodel.finetuning.LearningRate;
import dev.preceptor.languagemodel.finetuning.TrainingSequence;
import dev.preceptor.languagemodel.finetuning.TrainingStep;
import dev.preceptor.languagemodel.network.SoftLoss;
import dev.preceptor.languagemodel.network.SoftTargets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Our side of a training benchmark: reads one job as JSON from standard input, writes how it went as JSON to standard output. */
public final class TrainingBenchmark {

    /** All tokens of the examples are below it. */
    private static final int LEAST_VOCABULARY = 49_152;

    private TrainingBenchmark() {}

    /**
     * What to do: one epoch of all weights in the order given, with a constant rate and no clipping.
     *
     * @param model folder or .gguf file
     * @param computeType what to multiply in
     * @param batchSize examples a step
     * @param microBatchTokens tokens that are computed at once
     * @param examples token ids
     * @param softTokens the number of soft targets at each token, made up; 0 for none
     */
    record Job(
            String model,
            ComputeType computeType,
            int batchSize,
            int microBatchTokens,
            double rate,
            List<Example> examples,
            int softTokens) {}

    record Example(int[] promptIds, int[] completionIds) {}

    /**
     * @param stepSeconds when each step had ended, in seconds from the first example's start
     * @param tokens of each step
     * @param losses of each step
     */
    record Result(List<Double> stepSeconds, List<Long> tokens, List<Double> losses) {}

    public static void main(String[] arguments) throws Exception {
        ObjectMapper json = new ObjectMapper();
        Job job = json.readValue(System.in, Job.class);
        FineTuningOptions options = FineTuningOptions.defaults()
                .withLearningRate(LearningRate.constant(job.rate()))
                .withEpochs(1)
                .withBatch(BatchSize.sequences(job.batchSize()))
                .withMicroBatchTokens(job.microBatchTokens())
                .withShuffle(false, 0)
                .withComputeType(job.computeType())
                .withSoftLoss(job.softTokens() == 0 ? null : SoftLoss.forward(0.5, 1));
        try (FineTuning tuning = FineTuning.load(Path.of(job.model()), options)) {
            System.out.println(json.writeValueAsString(train(tuning, job)));
        }
    }

    private static TrainingSequence sequence(Example example, int softTokens) {
        if (softTokens == 0) {
            return new TrainingSequence(example.promptIds(), example.completionIds());
        }
        int rows = example.completionIds().length;
        int[] ids = new int[rows * softTokens];
        float[] values = new float[ids.length];
        for (int row = 0; row < rows; row++) {
            for (int k = 0; k < softTokens; k++) {
                // The completion's token, and others that differ from it and from each other.
                ids[row * softTokens + k] = k == 0
                        ? example.completionIds()[row]
                        : (example.completionIds()[row] + 37 * k) % LEAST_VOCABULARY;
                values[row * softTokens + k] = k == 0 ? -0.5f : -4 - k * 0.1f;
            }
        }
        return new TrainingSequence(
                example.promptIds(), example.completionIds(), new SoftTargets(0, softTokens, ids, values));
    }

    private static Result train(FineTuning tuning, Job job) {
        List<TrainingSequence> examples = job.examples().stream()
                .map(example -> sequence(example, job.softTokens()))
                .toList();
        List<Double> stepSeconds = new ArrayList<>();
        long start = System.nanoTime();
        List<TrainingStep> steps = tuning.run(
                        examples, (step, tokensPerSecond) -> stepSeconds.add((System.nanoTime() - start) / 1e9))
                .steps();
        return new Result(
                stepSeconds,
                steps.stream().map(step -> (long) step.tokens()).toList(),
                steps.stream().map(TrainingStep::loss).toList());
    }
}
