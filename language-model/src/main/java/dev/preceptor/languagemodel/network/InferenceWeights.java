package dev.preceptor.languagemodel.network;

import ai.djl.ndarray.types.DataType;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.IValue;
import dev.preceptor.languagemodel.checkpoint.CheckpointException;
import dev.preceptor.languagemodel.checkpoint.ModelConfiguration;
import dev.preceptor.languagemodel.checkpoint.WeightSource;
import java.util.ArrayList;
import java.util.Collections;
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
        constants.put("packed", ScriptArchive.PACKED_MATRICES);
        constants.put("packed_at", Collections.nCopies(frequencies + 3, -1L));
        constants.put("hadamard_matrix", (long) (copiesHead() ? frequencies + 2 : frequencies + 1));
        constants.put("rotary_frequencies", (long) frequencies);
        constants.put("head", (long) head);
        return constants;
    }

    /** Bytes that the weights take, with those that are being read still in float32 on the way. */
    long bytes() {
        long all = 0;
        long largest = 0;
        for (NetworkTensor tensor : blueprint.tensors()) {
            long size = blueprint.shapeOf(tensor).size();
            all += size * (tensor.isProjection() ? projectionBytes() : type.getNumOfBytes());
            largest = Math.max(largest, size);
        }
        if (copiesHead()) {
            all += blueprint.shapeOf(blueprint.tensors().get(0)).size() * projectionBytes();
        }
        return all + ParallelReading.readers() * largest * Float.BYTES;
    }

    private int projectionBytes() {
        return switch (layout) {
            case ROWS, PACKED -> type.getNumOfBytes();
            case HALVES -> Short.BYTES;
            case QUANTISED -> Byte.BYTES;
        };
    }

    /** Greatest power of two, up to 64, that divides the width of everything that is multiplied. */
    private long hadamardSize() {
        ModelConfiguration c = blueprint.configuration();
        return Integer.lowestOneBit(c.hiddenSize() | c.feedForwardSize() | c.heads() * c.headSize() | 64);
    }

    /**
     * Reads the weights and lays them out, one at a time on each core; the list does not belong to the manager.
     *
     * @throws CheckpointException of the first weight that cannot be read
     */
    IValue read(WeightSource source, PtNDManager manager, Program program) {
        List<IValue> values = new ArrayList<>();
        try (WeightLoader loader = new WeightLoader(manager);
                IValue size = IValue.from(hadamardSize());
                IValue hadamard = program.evaluate("hadamard", size);
                PtNDManager scratch = (PtNDManager) manager.newSubManager();
                ParallelReading reading = new ParallelReading()) {
            List<NetworkTensor> tensors = blueprint.tensors();
            // First of all, since a head that is tied to it is laid out from it.
            IValue embedding = read(tensors.get(0), source, loader, scratch);
            values.add(embedding);
            for (int i = 1; i < tensors.size(); i++) {
                int slot = i;
                reading.add(() -> {
                    IValue value = read(tensors.get(slot), source, loader, scratch);
                    return tensors.get(slot).isProjection() ? laidOut(program, slot, value, hadamard) : value;
                });
            }
            reading.add(() -> IValue.from(RotaryFrequencies.create(scratch, blueprint.configuration())));
            if (copiesHead()) {
                reading.add(() -> laidOutCopy(program, tensors.size() + 1, embedding, hadamard));
            }
            reading.readInto(values);
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

    private IValue laidOut(Program program, int slot, IValue rows, IValue hadamard) {
        if (layout == ProjectionLayout.ROWS) {
            return rows;
        }
        try (rows) {
            return laidOutCopy(program, slot, rows, hadamard);
        }
    }

    /** What holds the matrix's place in the list: it itself, or an empty tensor where the program keeps it. */
    private IValue laidOutCopy(Program program, int slot, IValue rows, IValue hadamard) {
        return switch (layout) {
            case ROWS -> throw new IllegalArgumentException("rows are as they are");
            case PACKED -> program.evaluate("reorder", rows);
            case HALVES ->
                fitsHalves(program, rows) ? kept(program, slot, "halve", rows) : program.evaluate("same", rows);
            case QUANTISED -> kept(program, slot, "quantise", rows, hadamard);
        };
    }

    private static boolean fitsHalves(Program program, IValue rows) {
        try (IValue fits = program.evaluate("fits_halves", rows)) {
            return fits.toBoolean();
        }
    }

    private static IValue kept(Program program, int slot, String layOut, IValue... arguments) {
        try (IValue number = IValue.from((long) slot);
                IValue matrix = program.evaluate(layOut, arguments)) {
            synchronized (program) {
                return program.evaluate("keep", number, matrix);
            }
        }
    }
}
