package dev.preceptor.benchmarks.generation;

import dev.preceptor.languagemodel.LanguageModel;
import dev.preceptor.languagemodel.LoadOptions;
import dev.preceptor.languagemodel.finetuning.BatchSize;
import dev.preceptor.languagemodel.finetuning.FineTuning;
import dev.preceptor.languagemodel.finetuning.FineTuningOptions;
import dev.preceptor.languagemodel.finetuning.TrainingSequence;
import dev.preceptor.languagemodel.generation.Completion;
import dev.preceptor.languagemodel.generation.GenerationRequest;
import dev.preceptor.languagemodel.generation.Generator;
import dev.preceptor.languagemodel.generation.GeneratorOptions;
import dev.preceptor.languagemodel.generation.Sampling;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

/**
 * Whether memory stays: generates and trains many times in one process and prints its resident memory on the way. Ends with
 * status 1 if it grew by more than a tenth after the first fifth.
 */
public final class MemorySoak {

    private static final int GENERATIONS = 10_000;
    private static final int STEPS = 1_000;
    private static final int REPORTS = 10;
    private static final double MOST_GROWTH = 1.1;

    private final Random random = new Random(0);

    /** Argument: the folder of a model, best a tiny one. */
    public static void main(String[] arguments) {
        if (arguments.length != 1) {
            System.err.println("usage: MemorySoak MODEL");
            System.exit(2);
        }
        Path model = Path.of(arguments[0]);
        MemorySoak soak = new MemorySoak();
        boolean constant = soak.generate(model);
        constant &= soak.train(model);
        System.exit(constant ? 0 : 1);
    }

    private boolean generate(Path place) {
        Growth growth = new Growth("generations");
        try (LanguageModel model = LanguageModel.load(place, LoadOptions.defaults())) {
            int part = GENERATIONS / REPORTS;
            for (int done = part; done <= GENERATIONS; done += part) {
                // A generator of its own each time, so that its cache and threads are counted, too.
                try (Generator generator =
                        model.newGenerator(GeneratorOptions.defaults().withSlots(16))) {
                    List<CompletableFuture<Completion>> completions = IntStream.range(0, part)
                            .mapToObj(i -> generator.submit(new GenerationRequest(
                                    ids(model, 24), Sampling.temperature(1), 8, i, Set.of(), List.of())))
                            .toList();
                    completions.forEach(CompletableFuture::join);
                }
                growth.report(done);
            }
        }
        return growth.isConstant();
    }

    private int[] ids(LanguageModel model, int count) {
        return random.ints(count, 0, model.configuration().vocabularySize()).toArray();
    }

    private boolean train(Path place) {
        Growth growth = new Growth("training steps");
        FineTuningOptions options =
                FineTuningOptions.defaults().withSteps(STEPS).withBatch(BatchSize.sequences(4));
        try (FineTuning tuning = FineTuning.load(place, options)) {
            List<TrainingSequence> examples = new ArrayList<>();
            for (int i = 0; i < 64; i++) {
                int vocabulary = tuning.configuration().vocabularySize();
                examples.add(new TrainingSequence(
                        random.ints(8 + i % 16, 0, vocabulary).toArray(),
                        random.ints(8, 0, vocabulary).toArray()));
            }
            tuning.run(examples, (step, tokensPerSecond) -> {
                if (step.step() % (STEPS / REPORTS) == 0) {
                    growth.report(step.step());
                }
            });
        }
        return growth.isConstant();
    }

    /** Resident memory from report to report. */
    private static final class Growth {

        private final String what;
        private final List<Long> kilobytes = new ArrayList<>();

        Growth(String what) {
            this.what = what;
        }

        void report(int done) {
            kilobytes.add(residentKilobytes());
            System.out.printf("%6d %s: %d MiB%n", done, what, kilobytes.get(kilobytes.size() - 1) >> 10);
        }

        boolean isConstant() {
            return kilobytes.get(kilobytes.size() - 1) <= MOST_GROWTH * kilobytes.get(REPORTS / 5 - 1);
        }

        private static long residentKilobytes() {
            try {
                return Files.readAllLines(Path.of("/proc/self/status")).stream()
                        .filter(line -> line.startsWith("VmRSS:"))
                        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                        .findFirst()
                        .orElseThrow();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
