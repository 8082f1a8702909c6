package dev.preceptor.trainer.engine;

import dev.preceptor.contracts.specification.SoftSpecification;
import dev.preceptor.contracts.specification.TrainingSpecification;
import dev.preceptor.languagemodel.ComputeType;
import dev.preceptor.languagemodel.finetuning.BatchSize;
import dev.preceptor.languagemodel.finetuning.FineTuningOptions;
import dev.preceptor.languagemodel.finetuning.LearningRate;
import dev.preceptor.languagemodel.network.AdamW;
import dev.preceptor.languagemodel.network.AdaptationMethod;
import dev.preceptor.languagemodel.network.SoftLoss;
import java.util.Locale;

/** The options of a specification's training. */
public final class TrainingOptions {

    private TrainingOptions() {}

    public static FineTuningOptions of(TrainingSpecification training) {
        LearningRate.Schedule schedule =
                LearningRate.Schedule.valueOf(training.schedule().toUpperCase(Locale.ROOT));
        return FineTuningOptions.defaults()
                .withLearningRate(new LearningRate(training.learningRate(), schedule, training.warmupSteps()))
                .withOptimizer(optimizer(training.weightDecay()))
                .withEpochs(training.epochs())
                .withBatch(batch(training))
                .withMaxGradNorm(training.maxGradNorm())
                .withMaxLength(training.maxLength())
                .withShuffle(true, training.seed())
                .withComputeType(ComputeType.valueOf(training.computedDtype().toUpperCase(Locale.ROOT)))
                .withAdaptation(adaptation(training))
                .withValidationFraction(training.validationFraction())
                .withSoftLoss(softLoss(training.soft()));
    }

    private static SoftLoss softLoss(SoftSpecification soft) {
        if (soft == null) {
            return null;
        }
        SoftLoss.Kind kind =
                switch (soft.loss()) {
                    case "k1" -> SoftLoss.Kind.K1;
                    case "k3" -> SoftLoss.Kind.K3;
                    default -> SoftLoss.Kind.JSD;
                };
        return new SoftLoss(kind, soft.weight(), soft.temperature(), soft.mixture());
    }

    private static BatchSize batch(TrainingSpecification training) {
        return training.batchSize() == null
                ? BatchSize.tokens(training.batchTokens())
                : BatchSize.sequences(training.batchSize());
    }

    private static AdaptationMethod adaptation(TrainingSpecification training) {
        return training.adaptation().equals("full")
                ? AdaptationMethod.full()
                : new AdaptationMethod.LowRank(
                        training.loraRank(), training.loraAlpha(), false, training.loraTargets(), training.seed());
    }

    private static AdamW optimizer(double weightDecay) {
        AdamW defaults = AdamW.defaults();
        return new AdamW(defaults.beta1(), defaults.beta2(), defaults.epsilon(), weightDecay);
    }
}
