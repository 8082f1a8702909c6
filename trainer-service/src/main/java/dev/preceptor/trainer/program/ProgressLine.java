package dev.preceptor.trainer.program;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.Map;

/** A line of progress.jsonl. Lines with another {@code event} are ignored. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "event", defaultImpl = ProgressLine.Other.class)
@JsonSubTypes({
    @JsonSubTypes.Type(value = ProgressLine.Started.class, name = "started"),
    @JsonSubTypes.Type(value = ProgressLine.Step.class, name = "step"),
    @JsonSubTypes.Type(value = ProgressLine.Saved.class, name = "saved"),
    @JsonSubTypes.Type(value = ProgressLine.Failed.class, name = "failed")
})
sealed interface ProgressLine {

    /**
     * The program begins to train.
     *
     * @param worldSize the number of processes that train together
     * @param steps the number of steps of the whole training
     */
    record Started(int worldSize, int steps, Map<String, String> versions) implements ProgressLine {}

    /** A step of the optimiser, with the fields of {@link dev.preceptor.contracts.event.TrainingStep}. */
    record Step(int step, double loss, double learningRate, double gradNorm, int tokens, double tokensPerSecond)
            implements ProgressLine {}

    /** @param state the name of the folder of a complete state */
    record Saved(String state) implements ProgressLine {}

    /** @param kind {@code infrastructure} if a repetition may succeed; {@code training} or {@code configuration} otherwise */
    record Failed(String kind, String message) implements ProgressLine {}

    /** For people, or of a later version. */
    record Other() implements ProgressLine {}
}
