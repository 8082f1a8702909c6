package dev.preceptor.languagemodel.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/**
 * The fields of config.json that only Gemma 3 has. Its layers have either a sliding window or full attention, and the two
 * kinds have different rotary frequencies. Older files give the pattern of the layers as one number. Files of transformers 5
 * have an object of rotary parameters for each kind of layer.
 */
final class Gemma3Configuration {

    private static final String FULL = "full_attention";
    private static final String SLIDING = "sliding_attention";

    private Gemma3Configuration() {}

    /** Adds the fields of Gemma 3 to a builder that has the fields common to all architectures with rotary embedding. */
    static ModelConfigurationBuilder read(JsonFields fields, ModelConfigurationBuilder builder) {
        for (String field : List.of("attn_logit_softcapping", "final_logit_softcapping")) {
            if (fields.has(field)) {
                throw fields.invalid(field, "is set, which is not supported for gemma3_text");
            }
        }
        if (fields.flag("use_bidirectional_attention", false)) {
            throw fields.invalid("use_bidirectional_attention", "is true, which is not supported");
        }
        JsonFields parameters = fields.object("rope_parameters");
        boolean newer = fields.has("rope_parameters");
        JsonFields full = newer ? parameters.object(FULL) : fields.object("rope_scaling");
        JsonFields sliding = parameters.object(SLIDING);
        if (sliding.has("rope_type") && !sliding.text("rope_type").equals("default")) {
            throw sliding.invalid("rope_type", "is " + sliding.text("rope_type") + "; only default is supported");
        }
        List<Integer> fullLayers = fullAttentionLayers(fields, builder.layers());
        double slidingTheta =
                sliding.positiveNumber("rope_theta", fields.positiveNumber("rope_local_base_freq", 10_000));
        boolean onlySliding = fullLayers.isEmpty();
        double fullTheta = full.positiveNumber("rope_theta", fields.positiveNumber("rope_theta", 1_000_000));
        return builder.ropeTheta(onlySliding ? slidingTheta : fullTheta)
                .ropeScaling(onlySliding ? null : new RopeScalingReader(full, fields).read())
                .slidingRopeTheta(slidingTheta)
                .slidingWindow(fields.positive("sliding_window", 4096))
                .fullAttentionLayers(fullLayers)
                .attentionScale(AttentionScale.rootOf(fields.positive("query_pre_attn_scalar", 256)));
    }

    private static List<Integer> fullAttentionLayers(JsonFields fields, int layers) {
        List<Integer> full = new ArrayList<>();
        JsonNode types = fields.node().path("layer_types");
        if (types.isArray() && types.size() != layers) {
            throw fields.invalid("layer_types", "has " + types.size() + " entries for " + layers + " layers");
        }
        int pattern = fields.positive("sliding_window_pattern", 6);
        for (int layer = 0; layer < layers; layer++) {
            String type = types.isArray() ? types.get(layer).asText() : (layer + 1) % pattern == 0 ? FULL : SLIDING;
            if (type.equals(FULL)) {
                full.add(layer);
            } else if (!type.equals(SLIDING)) {
                throw fields.invalid("layer_types", "has " + type + "; supported are " + FULL + ", " + SLIDING);
            }
        }
        return full;
    }

    /** Writes the fields of Gemma 3. */
    static void write(ModelConfiguration model, ObjectNode json) {
        json.put("hidden_activation", model.activation().configurationName());
        json.put("rms_norm_eps", model.normEpsilon());
        json.put("attention_bias", model.attentionOutputBias());
        json.put("query_pre_attn_scalar", model.attentionScale().root());
        json.put("rope_local_base_freq", model.slidingRopeTheta());
        json.put("sliding_window", model.slidingWindow());
        ArrayNode types = json.putArray("layer_types");
        for (int layer = 0; layer < model.layers(); layer++) {
            types.add(model.fullAttentionLayers().contains(layer) ? FULL : SLIDING);
        }
    }
}
