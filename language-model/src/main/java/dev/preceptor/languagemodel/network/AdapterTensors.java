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
 * Converts the A and B that a program trains to the tensors of an adapter checkpoint, and back. The program's order is: for each
 * adapted weight the A of matrices parts, concatenated by rows, followed by the B of each part with its rows in the network's order.
 */
final class AdapterTensors {

    private final AdapterLayout layout;

    AdapterTensors(AdapterLayout layout) {
        this.layout = layout;
    }

    /** Creates a new adapter. Its update is zero. */
    List<PtNDArray> create(PtNDManager owner) {
        Random random = new Random(layout.method().seed());
        int rank = layout.method().rank();
        List<PtNDArray> tensors = new ArrayList<>();
        for (LoraTarget target : layout.targets()) {
            int rows = rank * target.parts().size();
            float[] a = new float[Math.toIntExact(rows * target.inputs())];
            double bound = 1 / Math.sqrt(target.inputs());
            for (int i = 0; i < a.length; i++) {
                a[i] = (float) ((2 * random.nextDouble() - 1) * bound);
            }
            tensors.add((PtNDArray) owner.create(a, new Shape(rows, target.inputs())));
            for (LoraTarget.Part part : target.parts()) {
                tensors.add((PtNDArray) owner.zeros(new Shape(part.rows().count(), rank)));
            }
        }
        return tensors;
    }

    /** Creates the tensors of an existing adapter. It must have exactly the layers of this layout. */
    List<PtNDArray> from(Map<String, LowRankUpdate> updates, PtNDManager owner, WeightLoader loader) {
        List<PtNDArray> tensors = new ArrayList<>();
        for (LoraTarget target : layout.targets()) {
            List<PtNDArray> matrices = new ArrayList<>();
            for (LoraTarget.Part part : target.parts()) {
                matrices.add((PtNDArray) updates.get(part.layer()).a());
            }
            tensors.add(loader.stack(owner, matrices));
            for (LoraTarget.Part part : target.parts()) {
                PtNDArray b = (PtNDArray) updates.get(part.layer()).b();
                tensors.add(loader.reorder(owner, b, part.part().rowOrder()));
            }
        }
        return tensors;
    }

    /** Returns the updates by the name of the layer. {@code owner} owns the arrays. */
    Map<String, LowRankUpdate> updates(List<PtNDArray> tensors, PtNDManager owner, WeightLoader loader) {
        int rank = layout.method().rank();
        Map<String, LowRankUpdate> updates = new TreeMap<>();
        int next = 0;
        for (LoraTarget target : layout.targets()) {
            PtNDArray a = tensors.get(next++);
            for (int i = 0; i < target.parts().size(); i++) {
                LoraTarget.Part part = target.parts().get(i);
                PtNDArray partOfA =
                        loader.extract(owner, a, (long) i * rank, rank, CheckpointTensor.asStored(part.layer()));
                PtNDArray b =
                        loader.reorder(owner, tensors.get(next++), part.part().inverseRowOrder());
                updates.put(part.layer(), new LowRankUpdate(partOfA, b));
            }
        }
        return updates;
    }
}
