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
import java.util.List;
import java.util.Map;

/**
 * The weights of the generation program, in its order: those of the blueprint, the rotary frequencies, a copy of the output
 * projection (where that is tied to an embedding, which must stay as it is, and the kernel has a layout of its own) and the
 * Hadamard matrix.
 *
 * @param type what the program computes in
 * @param kernel decides how projections are laid out
 */
record InferenceWeights(Blueprint blueprint, DataType type, LinearKernel kernel) {

    private boolean copiesHead() {
        return kernel != LinearKernel.TORCH && blueprint.tiesHead();
    }

    private int headCopy() {
        return blueprint.tensors().size() + blueprint.attentionTypes().types().size();
    }

    private int hadamardMatrix() {
        return copiesHead() ? headCopy() + 1 : headCopy();
    }

    /** The program's constants. */
    Map<String, Object> constants() {
        int count = hadamardMatrix() + 1;
        int head = copiesHead() ? headCopy() : blueprint.head();
        Map<String, Object> constants =
                blueprint.constants(head, blueprint.tensors().size(), count);
        constants.put("weights", ScriptArchive.EmptyList.TENSORS);
        constants.put("keeps_states", false);
        constants.put("onednn", kernel == LinearKernel.ONEDNN);
        constants.put("int8", kernel == LinearKernel.INT8);
        constants.put("packed", ScriptArchive.EmptyList.PACKED_MATRICES);
        constants.put("packed_at", Collections.nCopies(count, -1L));
        constants.put("hadamard_matrix", (long) hadamardMatrix());
        return constants;
    }

    /** Bytes of all weights, and of those that are being read, which are float32 first. */
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
        return switch (kernel) {
            case TORCH, ONEDNN -> type.getNumOfBytes();
            case FLOAT16 -> Short.BYTES;
            case INT8 -> Byte.BYTES;
        };
    }

    /** Greatest power of two, up to 64, that divides the width of every input of a projection. */
    private long hadamardSize() {
        ModelConfiguration c = blueprint.configuration();
        return Integer.lowestOneBit(c.hiddenSize() | c.feedForwardSize() | c.heads() * c.headSize() | 64);
    }

    /**
     * Reads the weights and lays them out, one at a time on each core, and gives them to the program.
     *
     * @throws CheckpointException of the first weight that cannot be read
     */
    void load(WeightSource source, PtNDManager manager, Program program) {
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
                int index = i;
                reading.add(() -> {
                    IValue value = read(tensors.get(index), source, loader, scratch);
                    return tensors.get(index).isProjection() ? laidOut(program, index, value, hadamard) : value;
                });
            }
            for (AttentionTypes.AttentionType attention :
                    blueprint.attentionTypes().types()) {
                reading.add(() -> IValue.from(RotaryFrequencies.create(
                        scratch, attention, blueprint.configuration().rotaryDimensions())));
            }
            if (copiesHead()) {
                reading.add(() -> laidOutCopy(program, headCopy(), embedding, hadamard));
            }
            reading.readInto(values);
            List<IValue> all = new ArrayList<>(values);
            all.add(hadamard);
            try (IValue list = IValue.listFrom(all.toArray(IValue[]::new))) {
                program.evaluate("set_weights", list).close();
            }
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

    private IValue laidOut(Program program, int index, IValue rows, IValue hadamard) {
        if (kernel == LinearKernel.TORCH) {
            return rows;
        }
        try (rows) {
            return laidOutCopy(program, index, rows, hadamard);
        }
    }

    /** What is at the matrix's index: the matrix itself, or an empty tensor where the program keeps it. */
    private IValue laidOutCopy(Program program, int index, IValue rows, IValue hadamard) {
        return switch (kernel) {
            case TORCH -> throw new IllegalArgumentException("rows need no other layout");
            case ONEDNN -> program.evaluate("pack_onednn", rows);
            case FLOAT16 ->
                fitsFloat16(program, rows)
                        ? kept(program, index, "pack_float16", rows)
                        : program.evaluate("identity", rows);
            case INT8 -> kept(program, index, "pack_int8", rows, hadamard);
        };
    }

    private static boolean fitsFloat16(Program program, IValue rows) {
        try (IValue fits = program.evaluate("fits_float16", rows)) {
            return fits.toBoolean();
        }
    }

    private static IValue kept(Program program, int index, String pack, IValue... arguments) {
        try (IValue number = IValue.from((long) index);
                IValue matrix = program.evaluate(pack, arguments)) {
            synchronized (program) {
                return program.evaluate("keep_packed", number, matrix);
            }
        }
    }
}
