package dev.preceptor.languagemodel.network;

import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import dev.preceptor.languagemodel.checkpoint.LowRankUpdate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * The A and B that a program learns, in its order: for each adapted weight the A of all parts, joined by their rows, and then
 * each part's B with its rows in the network's order. Turns them into what a checkpoint has, and back.
 */
final class AdapterTensors {

    private final AdapterLayout layout;

    AdapterTensors(AdapterLayout layout) {
        this.layout = layout;
    }

    /** A new adapter, which changes nothing yet. */
    List<PtNDArray> start(PtNDManager owner) {
        Random random = new Random(layout.adaptation().seed());
        int rank = layout.adaptation().rank();
        List<PtNDArray> tensors = new ArrayList<>();
        for (AdaptedWeight weight : layout.weights()) {
            int rows = rank * weight.parts().size();
            float[] a = new float[Math.toIntExact(rows * weight.inputs())];
            double bound = 1 / Math.sqrt(weight.inputs());
            for (int i = 0; i < a.length; i++) {
                a[i] = (float) ((2 * random.nextDouble() - 1) * bound);
            }
            tensors.add((PtNDArray) owner.create(a, new Shape(rows, weight.inputs())));
            for (AdaptedWeight.AdaptedPart part : weight.parts()) {
                tensors.add((PtNDArray) owner.zeros(new Shape(part.rows().count(), rank)));
            }
        }
        return tensors;
    }

    /** An adapter that was trained before, with exactly this layout's layers. */
    List<PtNDArray> from(Map<String, LowRankUpdate> updates, PtNDManager owner, WeightLoader loader) {
        List<PtNDArray> tensors = new ArrayList<>();
        for (AdaptedWeight weight : layout.weights()) {
            List<PtNDArray> all = new ArrayList<>();
            for (AdaptedWeight.AdaptedPart part : weight.parts()) {
                all.add((PtNDArray) updates.get(part.layer()).a());
            }
            tensors.add(loader.stack(owner, all));
            for (AdaptedWeight.AdaptedPart part : weight.parts()) {
                PtNDArray b = (PtNDArray) updates.get(part.layer()).b();
                tensors.add(loader.reorder(owner, b, part.part().rowOrder()));
            }
        }
        return tensors;
    }

    /** The adapter by the names of its layers; the arrays belong to {@code owner}. */
    Map<String, LowRankUpdate> updates(List<PtNDArray> tensors, PtNDManager owner, WeightLoader loader) {
        int rank = layout.adaptation().rank();
        Map<String, LowRankUpdate> updates = new TreeMap<>();
        int next = 0;
        for (AdaptedWeight weight : layout.weights()) {
            PtNDArray a = tensors.get(next++);
            for (int i = 0; i < weight.parts().size(); i++) {
                AdaptedWeight.AdaptedPart part = weight.parts().get(i);
                PtNDArray own =
                        loader.extract(owner, a, (long) i * rank, rank, CheckpointTensor.asStored(part.layer()));
                PtNDArray b =
                        loader.reorder(owner, tensors.get(next++), part.part().inverseRowOrder());
                updates.put(part.layer(), new LowRankUpdate(own, b));
            }
        }
        return updates;
    }
}
