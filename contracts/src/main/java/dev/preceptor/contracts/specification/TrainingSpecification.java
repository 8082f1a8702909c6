package dev.preceptor.contracts.specification;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.List;

/**
 * How the student is fine-tuned.
 *
 * @param from the initial weights and the examples of a round's training: {@code previous}: the previous round's
 *     checkpoint and the round's own examples; {@code base}: the untrained student and the examples of all rounds so
 *     far. Null: as {@link RunSpecification} chooses by the number of rounds
 * @param fraction the share of the taught tasks to train on, above 0 and at most 1; a larger share contains the tasks
 *     of a smaller one
 * @param adaptation {@code full}: all weights; {@code lora}: low-rank adapters, merged into the checkpoint
 * @param batchTokens the maximum number of tokens of one optimiser step, including prompts
 * @param batchSize the number of examples of one optimiser step, in place of {@code batchTokens}; null: by tokens
 * @param maxLength the maximum number of tokens of one example; longer examples are skipped and counted
 * @param schedule {@code constant}, {@code cosine} or {@code linear}, after the warm-up
 * @param maxGradNorm the L2 norm at which gradients are clipped; 0 disables clipping
 * @param loraRank the rank of the LoRA adapters
 * @param loraAlpha adapters are scaled by alpha / rank
 * @param loraTargets the adapted layers, by the last part of their names, or {@code all-linear}
 * @param validationFraction the share of the examples to hold out; the checkpoint is that of the epoch with the lowest
 *     validation loss. 0: none
 * @param checkpointDtype the dtype of the checkpoint's weights: {@code float32}, {@code bfloat16} or {@code float16};
 *     null ({@code base} is read as null): the dtype of the student's weights, or bfloat16 if those are quantised
 * @param dtype the dtype of matrix products; weights, sums and the optimiser's state are float32. {@code float32}; {@code bfloat16};
 *     {@code fastest}: bfloat16 where a measurement shows that the trainer's machine computes it clearly faster. Null ({@code auto} is
 *     read as null): bfloat16 on a GPU, else float32
 * @param replay the share of the training examples that are the student's own attempts that passed, from 0 to 0.9; fewer if there are
 *     not enough. Null (0 is read as null): none
 * @param soft how examples with a teacher's log-probabilities are trained; null: by their texts alone
 */
@RecordBuilder
public record TrainingSpecification(
        @JsonInclude(JsonInclude.Include.NON_NULL) String from,
        Double fraction,
        String adaptation,
        Integer epochs,
        Double learningRate,
        Integer batchTokens,
        @JsonInclude(JsonInclude.Include.NON_NULL) Integer batchSize,
        Integer maxLength,
        String schedule,
        Integer warmupSteps,
        Double weightDecay,
        Double maxGradNorm,
        Long seed,
        Integer loraRank,
        Double loraAlpha,
        List<String> loraTargets,
        Double validationFraction,
        @JsonInclude(JsonInclude.Include.NON_NULL) String checkpointDtype,
        @JsonInclude(JsonInclude.Include.NON_NULL) String dtype,
        @JsonInclude(JsonInclude.Include.NON_NULL) Double replay,
        @JsonInclude(JsonInclude.Include.NON_NULL) SoftSpecification soft)
        implements TrainingSpecificationBuilder.With {

    private static final String BASE_DTYPE = "base";
    private static final String AUTO_DTYPE = "auto";

    public static final TrainingSpecification DEFAULT =
            TrainingSpecificationBuilder.builder().build();

    public TrainingSpecification {
        if (from != null) {
            Checks.oneOf("training.from", from, "previous", "base");
        }
        fraction = fraction == null ? 1.0 : fraction;
        Checks.above("training.fraction", fraction, 0, 1);
        adaptation = Checks.oneOf("training.adaptation", adaptation == null ? "full" : adaptation, "full", "lora");
        epochs = epochs == null ? 3 : epochs;
        learningRate = learningRate == null ? 5.0e-6 : learningRate;
        batchTokens = batchTokens == null ? 4096 : batchTokens;
        maxLength = maxLength == null ? 2048 : maxLength;
        schedule = Checks.oneOf(
                "training.schedule", schedule == null ? "cosine" : schedule, "constant", "cosine", "linear");
        warmupSteps = warmupSteps == null ? 0 : warmupSteps;
        weightDecay = weightDecay == null ? 0.0 : weightDecay;
        maxGradNorm = maxGradNorm == null ? 1.0 : maxGradNorm;
        seed = seed == null ? 0L : seed;
        loraRank = loraRank == null ? 16 : loraRank;
        loraAlpha = loraAlpha == null ? 32.0 : loraAlpha;
        loraTargets = loraTargets == null ? List.of("all-linear") : List.copyOf(loraTargets);
        validationFraction = validationFraction == null ? 0.0 : validationFraction;
        if (checkpointDtype != null) {
            Checks.oneOf("training.checkpointDtype", checkpointDtype, BASE_DTYPE, "float32", "bfloat16", "float16");
            // A specification with the explicit default has the same run id as one without the setting.
            checkpointDtype = checkpointDtype.equals(BASE_DTYPE) ? null : checkpointDtype;
        }
        if (dtype != null) {
            Checks.oneOf("training.dtype", dtype, AUTO_DTYPE, "float32", "bfloat16", "fastest");
            dtype = dtype.equals(AUTO_DTYPE) ? null : dtype;
        }
        if (replay != null) {
            Checks.within("training.replay", replay, 0, 0.9);
            replay = replay == 0 ? null : replay;
        }
        Checks.atLeast("training.epochs", epochs, 1);
        Checks.atLeast("training.learningRate", learningRate, 0);
        Checks.atLeast("training.batchTokens", batchTokens, 1);
        if (batchSize != null) {
            Checks.atLeast("training.batchSize", batchSize, 1);
        }
        Checks.atLeast("training.maxLength", maxLength, 2);
        Checks.atLeast("training.warmupSteps", warmupSteps, 0);
        Checks.atLeast("training.weightDecay", weightDecay, 0);
        Checks.atLeast("training.maxGradNorm", maxGradNorm, 0);
        Checks.atLeast("training.loraRank", loraRank, 1);
        Checks.within("training.validationFraction", validationFraction, 0, 0.9);
        if (!(loraAlpha > 0)) {
            throw new InvalidSpecificationException("training.loraAlpha", "must be above 0, is " + loraAlpha);
        }
        if (loraTargets.isEmpty()) {
            throw new InvalidSpecificationException("training.loraTargets", "names no layer; all-linear means all");
        }
    }

    /** Returns the dtype of the checkpoint's weights, or {@code base}. */
    @JsonIgnore
    public String storedDtype() {
        return checkpointDtype == null ? BASE_DTYPE : checkpointDtype;
    }

    /** Returns the dtype of matrix products, or {@code auto}. */
    @JsonIgnore
    public String computedDtype() {
        return dtype == null ? AUTO_DTYPE : dtype;
    }

    /** Whether some of the training examples are the student's own attempts that passed. */
    public boolean replays() {
        return replay != null;
    }

    /** Whether each round trains the untrained student on the examples of all rounds so far. */
    @JsonIgnore
    public boolean fromBase() {
        return "base".equals(from);
    }
}
