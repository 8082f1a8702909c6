package dev.preceptor.languagemodel.network;

import ai.djl.ndarray.types.DataType;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.IValue;
import dev.preceptor.languagemodel.checkpoint.ModelConfiguration;
import dev.preceptor.languagemodel.checkpoint.WeightSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The list of weights that the inference program takes: the blueprint's, the rotary frequencies and, where a packed head is tied to
 * an embedding that must stay as it is, a copy of it.
 *
 * @param type what the program computes in
 * @param layout how projections are kept
 */
record InferenceWeights(Blueprint blueprint, DataType type, ProjectionLayout layout) {

    private boolean copiesHead() {
        return layout != ProjectionLayout.ROWS && blueprint.slot("head.weight") < 0;
    }

    /** The program's attributes for this list. */
    Map<String, Object> constants() {
        int frequencies = blueprint.tensors().size();
        int head = blueprint.slot("head.weight");
        if (head < 0) {
            head = copiesHead() ? frequencies + 1 : blueprint.slot("embedding.weight");
        }
        Map<String, Object> constants = new LinkedHashMap<>(blueprint.constants());
        constants.put("onednn", layout == ProjectionLayout.PACKED);
        constants.put("integers", layout == ProjectionLayout.QUANTISED);
        constants.put("quantised", ScriptArchive.PACKED_MATRICES);
        constants.put("quantised_at", quantisedAt());
        constants.put("hadamard_matrix", (long) (copiesHead() ? frequencies + 2 : frequencies + 1));
        constants.put("rotary_frequencies", (long) frequencies);
        constants.put("head", (long) head);
        return constants;
    }

    /** Greatest power of two, up to 64, that divides the width of everything that is multiplied. */
    private long hadamardSize() {
        ModelConfiguration c = blueprint.configuration();
        return Integer.lowestOneBit(c.hiddenSize() | c.feedForwardSize() | c.heads() * c.headSize() | 64);
    }

    /** For each slot the number of its quantised matrix, in the order in which they are read; -1 for what is none. */
    private List<Long> quantisedAt() {
        List<Long> numbers = new ArrayList<>();
        long next = 0;
        for (NetworkTensor tensor : blueprint.tensors()) {
            numbers.add(tensor.isProjection() ? next++ : -1);
        }
        numbers.add(-1L);
        numbers.add(copiesHead() ? next : -1);
        return numbers;
    }

    /** Reads the weights, one at a time; the list does not belong to the manager. */
    IValue read(WeightSource source, PtNDManager manager, Program program) {
        List<IValue> values = new ArrayList<>();
        try (WeightLoader loader = new WeightLoader(manager);
                IValue size = IValue.from(hadamardSize());
                IValue hadamard = program.evaluate("hadamard", size);
                PtNDManager scratch = (PtNDManager) manager.newSubManager()) {
            for (NetworkTensor tensor : blueprint.tensors()) {
                IValue value = read(tensor, source, loader, scratch);
                values.add(tensor.isProjection() ? laidOut(program, value, hadamard) : value);
            }
            values.add(IValue.from(RotaryFrequencies.create(scratch, blueprint.configuration())));
            if (copiesHead()) {
                values.add(laidOutCopy(program, values.get(blueprint.slot("embedding.weight")), hadamard));
            }
            List<IValue> all = new ArrayList<>(values);
            all.add(hadamard);
            return IValue.listFrom(all.toArray(IValue[]::new));
        } finally {
            values.forEach(IValue::close);
        }
    }

    private IValue read(NetworkTensor tensor, WeightSource source, WeightLoader loader, PtNDManager scratch) {
        boolean bfloat16 = type == DataType.BFLOAT16;
        DataType stored = bfloat16 ? DataType.FLOAT32 : type;
        try (PtNDArray array = loader.load(scratch, source, tensor, blueprint.shapeOf(tensor), stored)) {
            return bfloat16 ? loader.asBfloat16(array) : IValue.from(array);
        }
    }

    private IValue laidOut(Program program, IValue rows, IValue hadamard) {
        if (layout == ProjectionLayout.ROWS) {
            return rows;
        }
        try (rows) {
            return laidOutCopy(program, rows, hadamard);
        }
    }

    /** What holds the matrix's place in the list: it itself, or an empty tensor where the program keeps it. */
    private IValue laidOutCopy(Program program, IValue rows, IValue hadamard) {
        if (layout == ProjectionLayout.QUANTISED) {
            program.evaluate("quantise", rows, hadamard).close();
            return program.evaluate("nothing");
        }
        return program.evaluate("reorder", rows);
    }
}
