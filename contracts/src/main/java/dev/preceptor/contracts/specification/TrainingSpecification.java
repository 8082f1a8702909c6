package dev.preceptor.contracts.specification;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.List;

/**
 * How the student is fine-tuned.
 *
 * @param from where a round's training starts: {@code previous}: at the checkpoint of the round before, on the round's own
 *     examples; {@code base}: at the student as it came, on the examples of all rounds so far
 * @param fraction the share of the taught tasks that is trained on, above 0; a smaller share's tasks are among a larger's
 * @param adaptation {@code full}: all weights; {@code lora}: low-rank adapters, merged into the checkpoint
 * @param batchTokens the most tokens, prompts included, of one optimiser step
 * @param maxLength the most tokens of one example; a longer one is left out and counted
 * @param schedule {@code constant}, {@code cosine} or {@code linear}, after the warm-up
 * @param maxGradNorm gradients are scaled down to this norm; 0 leaves them
 * @param loraRank inner width of each adapter
 * @param loraAlpha adapters are scaled by alpha / rank
 * @param loraTargets the adapted layers, by the last part of their names, or {@code all-linear}
 * @param validationFraction share of the examples that is held out; the checkpoint is the best epoch by their loss. 0: none
 * @param checkpointDtype what the checkpoint's weights are stored in: {@code float32}, {@code bfloat16} or {@code float16}; null,
 *     which {@code base} becomes: what the student's are, or bfloat16 where those are quantised
 */
@RecordBuilder
public record TrainingSpecification(
        String from,
        Double fraction,
        String adaptation,
        Integer epochs,
        Double learningRate,
        Integer batchTokens,
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
        @JsonInclude(JsonInclude.Include.NON_NULL) String checkpointDtype) {

    private static final String BASE_DTYPE = "base";

    public static final TrainingSpecification DEFAULT =
            TrainingSpecificationBuilder.builder().build();

    public TrainingSpecification {
        from = Checks.oneOf("training.from", from == null ? "previous" : from, "previous", "base");
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
            // So that a specification that says it names the same run as one that does not.
            checkpointDtype = checkpointDtype.equals(BASE_DTYPE) ? null : checkpointDtype;
        }
        Checks.atLeast("training.epochs", epochs, 1);
        Checks.atLeast("training.learningRate", learningRate, 0);
        Checks.atLeast("training.batchTokens", batchTokens, 1);
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

    /** What the checkpoint's weights are stored in, {@code base} included. */
    @JsonIgnore
    public String storedDtype() {
        return checkpointDtype == null ? BASE_DTYPE : checkpointDtype;
    }

    /** Whether each round trains the student as it came, on the examples of all rounds so far. */
    @JsonIgnore
    public boolean fromBase() {
        return from.equals("base");
    }
}
