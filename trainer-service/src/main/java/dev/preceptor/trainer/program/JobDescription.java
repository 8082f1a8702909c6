package dev.preceptor.trainer.program;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import dev.preceptor.artifactstore.Sha256;
import dev.preceptor.contracts.Json;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.List;

/**
 * The file job.json.
 *
 * @param contract the version of the contract, which depends on what the job needs; readers reject versions that they do not know
 * @param dtype the data type of the checkpoint's weights: {@code float32}, {@code bfloat16}, {@code float16}, or {@code auto} for that
 *     of the base
 * @param worldSize the number of processes that must train together
 * @param saveEvery the number of steps between two saved states
 * @param examples the examples to train on
 * @param validation the held-out examples; null if there are none
 * @param order the examples of each epoch in their order, by their line in {@code examples}, from 0
 * @param softTargets the teacher's log-probabilities, in the form of {@link dev.preceptor.artifactstore.SoftTargetFile}; null if no
 *     example has any
 * @param fingerprint the hash of what determines the result. A state or a result with another one belongs to another training
 */
@RecordBuilder
public record JobDescription(
        int contract,
        String jobId,
        String runId,
        int round,
        BaseModel baseModel,
        Adaptation adaptation,
        Hyperparameters training,
        String dtype,
        int worldSize,
        int saveEvery,
        DataFile examples,
        DataFile validation,
        DataFile order,
        @JsonInclude(JsonInclude.Include.NON_NULL) DataFile softTargets,
        String fingerprint)
        implements JobDescriptionBuilder.With {

    public static final int CONTRACT = 1;

    /** The version of a job with soft targets, which a program that knows version 1 only would leave out without a word. */
    public static final int CONTRACT_OF_SOFT_TARGETS = 2;

    /**
     * The model to start from.
     *
     * @param uri its name in the specification, or the URI of the checkpoint
     * @param sha256 the SHA-256 of the weights; null if the source of the model pins its own hash
     * @param path a local folder in Hugging Face's layout
     * @param converted where a program that cannot read the weights as they are writes them as safetensors, once
     */
    public record BaseModel(String uri, String sha256, String path, String converted) {}

    /**
     * What is trained.
     *
     * @param method {@code full} or {@code lora}; the rest is null for {@code full}
     * @param targets the adapted layers by the last part of their names, or {@code all-linear}
     */
    public record Adaptation(String method, Integer rank, Double alpha, List<String> targets) {}

    /**
     * The settings of the specification's part {@code training}, with a batch size in examples.
     *
     * @param dtype the dtype of matrix products; null: as the program's own settings say
     */
    @RecordBuilder
    public record Hyperparameters(
            int epochs,
            int batchSize,
            double learningRate,
            String schedule,
            int warmupSteps,
            double weightDecay,
            double maxGradNorm,
            int maxLength,
            long seed,
            @JsonInclude(JsonInclude.Include.NON_NULL) String dtype,
            @JsonInclude(JsonInclude.Include.NON_NULL) SoftLoss soft) {}

    /**
     * The loss of tokens with soft targets; docs/METHOD.md has the formulas.
     *
     * @param loss {@code forward}, {@code reverse}, {@code jsd}, {@code k1} or {@code k3}
     * @param beta 0 for {@code forward}, 1 for {@code reverse}; {@code k1} and {@code k3} ignore it
     */
    public record SoftLoss(String loss, double weight, double temperature, double beta) {}

    /** A file beside job.json with JSON lines, or with rows of soft targets. */
    public record DataFile(String file, String sha256, int lines) {}

    /** Returns a copy with the fingerprint. Paths and how often states are saved do not change the result. */
    public JobDescription withFingerprint() {
        BaseModel base = new BaseModel(baseModel.uri(), baseModel.sha256(), null, null);
        JobDescription relevant = with(job -> job.baseModel(base).saveEvery(0).fingerprint(null));
        try {
            String hash = Sha256.of(Json.mapper().writeValueAsString(relevant));
            return with(job -> job.fingerprint(hash));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("numbers and texts can be written as JSON", e);
        }
    }

    /** Returns the number of optimiser steps of the training. */
    public int steps() {
        return training.epochs() * (int) Math.ceil((double) examples.lines() / training.batchSize());
    }
}
