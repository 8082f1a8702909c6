package dev.preceptor.languagemodel.checkpoint;

import java.util.List;
import java.util.Optional;

/**
 * Reads the scaling of the rotary frequencies from config.json.
 *
 * @param rope the object that contains {@code rope_type}
 * @param model all of config.json
 */
record RopeScalingReader(JsonFields rope, JsonFields model) {

    /** Returns the scaling, or null if the frequencies are not scaled. */
    RopeScaling read() {
        String nameField = rope.has("rope_type") ? "rope_type" : "type";
        String type = rope.has(nameField) ? rope.text(nameField) : "default";
        return switch (type) {
            case "default" -> null;
            case "linear" -> new RopeScaling.Linear(rope.number("factor"));
            case "dynamic" -> new RopeScaling.Dynamic(rope.number("factor"));
            case "llama3" ->
                new RopeScaling.Llama3(
                        rope.number("factor"),
                        rope.number("low_freq_factor"),
                        rope.number("high_freq_factor"),
                        rope.positive("original_max_position_embeddings"));
            case "yarn" -> yarn();
            default ->
                throw rope.invalid(nameField, "is " + type + "; supported are default, linear, dynamic, llama3, yarn");
        };
    }

    /**
     * Reads the scaling of Phi-3, which is always LongRoPE. Early checkpoints call it {@code su} or {@code yarn}.
     *
     * @param pairs the number of rotated pairs of a head
     */
    RopeScaling readForPhi3(int pairs) {
        String nameField = rope.has("rope_type") ? "rope_type" : "type";
        String type = rope.has(nameField) ? rope.text(nameField) : "default";
        return switch (type) {
            case "default" -> null;
            case "longrope", "su", "yarn" -> longRope(pairs);
            default -> throw rope.invalid(nameField, "is " + type + "; supported for phi3 are default, longrope");
        };
    }

    private RopeScaling yarn() {
        boolean scaled = rope.number("mscale", 0) != 0 && rope.number("mscale_all_dim", 0) != 0;
        return new RopeScaling.Yarn(
                rope.number("factor"),
                rope.number("beta_fast", 32),
                rope.number("beta_slow", 1),
                rope.positive("original_max_position_embeddings", model.positive("max_position_embeddings")),
                rope.flag("truncate", true),
                attentionFactor(),
                scaled
                        ? Optional.of(new RopeScaling.Yarn.Mscale(rope.number("mscale"), rope.number("mscale_all_dim")))
                        : Optional.empty());
    }

    private RopeScaling longRope(int pairs) {
        int extended = model.positive("max_position_embeddings");
        return new RopeScaling.LongRope(
                divisors("short_factor", pairs),
                divisors("long_factor", pairs),
                rope.positive(
                        "original_max_position_embeddings",
                        model.positive("original_max_position_embeddings", extended)),
                extended,
                attentionFactor());
    }

    private List<Double> divisors(String field, int pairs) {
        List<Double> divisors = rope.numbers(field);
        if (divisors.size() != pairs) {
            throw rope.invalid(field, "has " + divisors.size() + " numbers, expected " + pairs);
        }
        return divisors;
    }

    private Optional<Double> attentionFactor() {
        return rope.has("attention_factor") ? Optional.of(rope.number("attention_factor")) : Optional.empty();
    }
}
