package dev.preceptor.languagemodel.checkpoint;

import java.util.List;
import java.util.Optional;

/**
 * Reads how a model scales its rotary frequencies.
 *
 * @param rope the object with {@code rope_type}
 * @param model the whole config.json
 */
record RopeScalingReader(JsonFields rope, JsonFields model) {

    /** The scaling, or null where there is none. */
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
                throw rope.wrong(nameField, "is " + type + "; supported are default, linear, dynamic, llama3, yarn");
        };
    }

    /**
     * Phi-3 has LongRoPE only; its first checkpoints call it {@code su} or {@code yarn}.
     *
     * @param pairs of a head's dimensions that are rotated
     */
    RopeScaling readOfPhi3(int pairs) {
        String nameField = rope.has("rope_type") ? "rope_type" : "type";
        String type = rope.has(nameField) ? rope.text(nameField) : "default";
        return switch (type) {
            case "default" -> null;
            case "longrope", "su", "yarn" -> longRope(pairs);
            default -> throw rope.wrong(nameField, "is " + type + "; supported for phi3 are default, longrope");
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
            throw rope.wrong(
                    field, "has " + divisors.size() + " numbers instead of one for each of " + pairs + " pairs");
        }
        return divisors;
    }

    private Optional<Double> attentionFactor() {
        return rope.has("attention_factor") ? Optional.of(rope.number("attention_factor")) : Optional.empty();
    }
}
