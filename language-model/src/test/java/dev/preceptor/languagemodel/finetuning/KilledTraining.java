package dev.preceptor.languagemodel.finetuning;

import dev.preceptor.languagemodel.network.Golden;
import java.nio.file.Path;

/** A process that trains and saves its state. Unless it is killed, it prints the SHA-256 of the result. */
final class KilledTraining {

    static final FineTuningOptions OPTIONS = FineTuningOptions.defaults()
            .withLearningRate(new LearningRate(1e-4, LearningRate.Schedule.LINEAR, 10))
            .withBatch(BatchSize.sequences(2))
            .withValidationFraction(0.1)
            .withEpochs(20)
            .withThreads(1);

    private KilledTraining() {}

    /** @param arguments the folder for states, and the folder for the result */
    public static void main(String[] arguments) {
        TrainingStateFolder states = new TrainingStateFolder(Path.of(arguments[0]), 1);
        try (FineTuning tuning = FineTuning.load(Golden.folder("llama"), OPTIONS)) {
            tuning.run(GoldenExamples.random(40), states, (step, speed) -> System.out.println("step " + step));
            System.out.println("sha256 " + tuning.save(Path.of(arguments[1])).sha256());
        }
    }
}
