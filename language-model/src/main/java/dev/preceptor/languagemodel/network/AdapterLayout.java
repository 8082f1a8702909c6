package dev.preceptor.languagemodel.network;

import ai.djl.ndarray.types.Shape;
import dev.preceptor.languagemodel.checkpoint.AdapterConfiguration;
import dev.preceptor.languagemodel.checkpoint.CheckpointException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which weights of a model are adapted, and how the program finds their A and B: see trainable_linear.py.
 *
 * @param adaptation rank, scale and targets
 * @param weights in the order of their indices
 */
record AdapterLayout(Adaptation.LowRank adaptation, List<AdaptedWeight> weights) {

    private static final String WEIGHT = ".weight";

    AdapterLayout {
        weights = List.copyOf(weights);
    }

    /** @throws CheckpointException naming the target that no layer goes by, and what there is */
    static AdapterLayout of(Blueprint blueprint, Adaptation.LowRank adaptation) {
        Set<String> known = new TreeSet<>();
        Set<String> unused = new TreeSet<>(adaptation.targets());
        List<AdaptedWeight> weights = new ArrayList<>();
        for (int index = 0; index < blueprint.tensors().size(); index++) {
            NetworkTensor tensor = blueprint.tensors().get(index);
            if (!tensor.isProjection() || !tensor.use().isOfLayer()) {
                continue;
            }
            Shape shape = blueprint.shapeOf(tensor);
            List<NetworkTensor.Rows> rows = tensor.rows(shape.get(0));
            List<AdaptedWeight.AdaptedPart> parts = new ArrayList<>();
            for (int i = 0; i < rows.size(); i++) {
                CheckpointTensor part = tensor.parts().get(i);
                String layer = part.name().substring(0, part.name().length() - WEIGHT.length());
                known.add(layer.substring(layer.lastIndexOf('.') + 1));
                if (isTarget(layer, adaptation.targets(), unused)) {
                    parts.add(new AdaptedWeight.AdaptedPart(layer, rows.get(i), part));
                }
            }
            if (!parts.isEmpty()) {
                weights.add(new AdaptedWeight(index, shape.get(1), parts));
            }
        }
        if (!unused.isEmpty()) {
            throw new CheckpointException(
                    "LoRA target %s is none of this model's linear layers; known: %s, or %s for all"
                            .formatted(
                                    unused.iterator().next(), String.join(", ", known), Adaptation.LowRank.ALL_LINEAR));
        }
        return new AdapterLayout(adaptation, weights);
    }

    private static boolean isTarget(String layer, List<String> targets, Set<String> unused) {
        boolean found = false;
        for (String target : targets) {
            if (target.equals(Adaptation.LowRank.ALL_LINEAR) || ("." + layer).endsWith("." + target)) {
                unused.remove(target);
                found = true;
            }
        }
        return found;
    }

    /** How many numbers its A and B have together. */
    long size() {
        return weights.stream()
                .flatMapToLong(weight -> weight.parts().stream()
                        .mapToLong(part -> weight.inputs() + part.rows().count()))
                .map(width -> width * adaptation.rank())
                .sum();
    }

    /** PEFT's settings for this adapter, with its targets by name. */
    AdapterConfiguration configuration(String baseModel) {
        Set<String> names = new TreeSet<>();
        for (AdaptedWeight weight : weights) {
            weight.parts()
                    .forEach(part ->
                            names.add(part.layer().substring(part.layer().lastIndexOf('.') + 1)));
        }
        boolean named = !adaptation.targets().contains(Adaptation.LowRank.ALL_LINEAR);
        return new AdapterConfiguration(
                baseModel,
                adaptation.rank(),
                adaptation.alpha(),
                adaptation.rankStabilised(),
                named ? adaptation.targets() : List.copyOf(names),
                0);
    }

    /** The program's constants where nothing is adapted. */
    static Map<String, Object> noConstants(int tensors) {
        List<Long> none = Collections.nCopies(tensors, -1L);
        Map<String, Object> constants = new LinkedHashMap<>();
        constants.put("trains_all_weights", true);
        constants.put("first_trained", 0L);
        constants.put("lora_rank", 0L);
        constants.put("lora_scale", 0.0);
        constants.put("lora_a", none);
        constants.put("lora_parts", none);
        constants.put("lora_first_row", none);
        return constants;
    }

    /**
     * The program's constants.
     *
     * @param tensors how many the blueprint has
     * @param first index of the first of the adapters' tensors
     */
    Map<String, Object> constants(int tensors, int first) {
        List<Long> at = new ArrayList<>(Collections.nCopies(tensors, -1L));
        List<Long> count = new ArrayList<>(Collections.nCopies(tensors, 0L));
        List<Long> row = new ArrayList<>();
        for (AdaptedWeight weight : weights) {
            at.set(weight.index(), (long) first + row.size());
            count.set(weight.index(), (long) weight.parts().size());
            row.add(0L);
            weight.parts().forEach(part -> row.add(part.rows().first()));
        }
        Map<String, Object> constants = new LinkedHashMap<>();
        constants.put("trains_all_weights", false);
        constants.put("first_trained", (long) first);
        constants.put("lora_rank", (long) adaptation.rank());
        constants.put("lora_scale", configuration("").scale());
        constants.put("lora_a", at);
        constants.put("lora_parts", count);
        constants.put("lora_first_row", row);
        return constants;
    }
}
