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
 * The LoRA adapters of a network: which weights are adapted, and where the program finds A and B. See trainable_linear.py.
 *
 * @param method rank, scale and targets
 * @param targets the adapted weights, sorted by index
 */
record AdapterLayout(AdaptationMethod.LowRank method, List<LoraTarget> targets) {

    private static final String WEIGHT = ".weight";

    AdapterLayout {
        targets = List.copyOf(targets);
    }

    /**
     * Returns the layout for a network.
     *
     * @throws CheckpointException if a target matches no linear layer; the message names it and the possible targets
     */
    static AdapterLayout of(NetworkDefinition definition, AdaptationMethod.LowRank method) {
        Set<String> known = new TreeSet<>();
        Set<String> unused = new TreeSet<>(method.targets());
        List<LoraTarget> targets = new ArrayList<>();
        for (int index = 0; index < definition.tensors().size(); index++) {
            NetworkTensor tensor = definition.tensors().get(index);
            if (!tensor.isProjection() || !tensor.use().isOfLayer()) {
                continue;
            }
            Shape shape = definition.shapeOf(tensor);
            List<NetworkTensor.Rows> rows = tensor.rows(shape.get(0));
            List<LoraTarget.Part> parts = new ArrayList<>();
            for (int i = 0; i < rows.size(); i++) {
                CheckpointTensor part = tensor.parts().get(i);
                String layer = part.name().substring(0, part.name().length() - WEIGHT.length());
                known.add(layer.substring(layer.lastIndexOf('.') + 1));
                if (isTarget(layer, method.targets(), unused)) {
                    parts.add(new LoraTarget.Part(layer, rows.get(i), part));
                }
            }
            if (!parts.isEmpty()) {
                targets.add(new LoraTarget(index, shape.get(1), parts));
            }
        }
        if (!unused.isEmpty()) {
            throw new CheckpointException(
                    "LoRA target %s matches no linear layer of this model; possible targets are %s, or %s for all"
                            .formatted(
                                    unused.iterator().next(),
                                    String.join(", ", known),
                                    AdaptationMethod.LowRank.ALL_LINEAR));
        }
        return new AdapterLayout(method, targets);
    }

    private static boolean isTarget(String layer, List<String> targets, Set<String> unused) {
        boolean found = false;
        for (String target : targets) {
            if (target.equals(AdaptationMethod.LowRank.ALL_LINEAR) || ("." + layer).endsWith("." + target)) {
                unused.remove(target);
                found = true;
            }
        }
        return found;
    }

    /** Returns the number of elements of all A and B. */
    long size() {
        return targets.stream()
                .flatMapToLong(target -> target.parts().stream()
                        .mapToLong(part -> target.inputs() + part.rows().count()))
                .map(width -> width * method.rank())
                .sum();
    }

    /** Returns PEFT's configuration of this adapter. It lists the targets by name. */
    AdapterConfiguration configuration(String baseModel) {
        Set<String> names = new TreeSet<>();
        for (LoraTarget target : targets) {
            target.parts()
                    .forEach(part ->
                            names.add(part.layer().substring(part.layer().lastIndexOf('.') + 1)));
        }
        boolean named = !method.targets().contains(AdaptationMethod.LowRank.ALL_LINEAR);
        return new AdapterConfiguration(
                baseModel,
                method.rank(),
                method.alpha(),
                method.rankStabilised(),
                named ? method.targets() : List.copyOf(names),
                0);
    }

    /** Returns the constants of a program without adapters. */
    static Map<String, Object> constantsWithoutAdapters(int tensors) {
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
     * Returns the constants of a program with these adapters.
     *
     * @param tensors the number of tensors in the definition of the network
     * @param first the index of the first A
     */
    Map<String, Object> constants(int tensors, int first) {
        List<Long> indexOfA = new ArrayList<>(Collections.nCopies(tensors, -1L));
        List<Long> partCount = new ArrayList<>(Collections.nCopies(tensors, 0L));
        List<Long> firstRow = new ArrayList<>();
        for (LoraTarget target : targets) {
            indexOfA.set(target.index(), (long) first + firstRow.size());
            partCount.set(target.index(), (long) target.parts().size());
            firstRow.add(0L);
            target.parts().forEach(part -> firstRow.add(part.rows().first()));
        }
        Map<String, Object> constants = new LinkedHashMap<>();
        constants.put("trains_all_weights", false);
        constants.put("first_trained", (long) first);
        constants.put("lora_rank", (long) method.rank());
        constants.put("lora_scale", configuration("").scale());
        constants.put("lora_a", indexOfA);
        constants.put("lora_parts", partCount);
        constants.put("lora_first_row", firstRow);
        return constants;
    }
}
