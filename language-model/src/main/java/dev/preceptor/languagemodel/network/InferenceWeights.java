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
 * The weights of the generation program. Their order is: the weights of the definition, the rotary frequencies, a copy of the
 * output projection if needed, and the Hadamard matrix. The copy is needed if the output projection is tied to the embedding and
 * the kernel has a memory layout of its own, because the embedding must keep the ordinary layout.
 *
 * @param type the data type of computations
 * @param kernel the kernel that determines the memory layout of projections
 */
record InferenceWeights(NetworkDefinition definition, DataType type, LinearKernel kernel) {

    private boolean copiesHead() {
        return kernel != LinearKernel.TORCH && definition.tiesHead();
    }

    private int headCopy() {
        return definition.tensors().size() + definition.attentionTypes().types().size();
    }

    private int hadamardMatrix() {
        return copiesHead() ? headCopy() + 1 : headCopy();
    }

    /** Returns the constants of the program. */
    Map<String, Object> constants() {
        int count = hadamardMatrix() + 1;
        int head = copiesHead() ? headCopy() : definition.head();
        Map<String, Object> constants =
                definition.constants(head, definition.tensors().size(), count);
        constants.put("weights", TorchScriptArchive.EmptyList.TENSORS);
        constants.put("keeps_states", false);
        constants.put("onednn", kernel == LinearKernel.ONEDNN);
        constants.put("int8", kernel == LinearKernel.INT8);
        constants.put("packed", TorchScriptArchive.EmptyList.PACKED_MATRICES);
        constants.put("packed_at", Collections.nCopies(count, -1L));
        constants.put("hadamard_matrix", (long) hadamardMatrix());
        return constants;
    }

    /** Returns the bytes of all weights and of the float32 matrices that are in memory while weights are read. */
    long bytes() {
        long all = 0;
        long largest = 0;
        for (NetworkTensor tensor : definition.tensors()) {
            long size = definition.shapeOf(tensor).size();
            all += size * (tensor.isProjection() ? projectionBytes() : type.getNumOfBytes());
            largest = Math.max(largest, size);
        }
        if (copiesHead()) {
            all += definition.shapeOf(definition.tensors().get(0)).size() * projectionBytes();
        }
        return all + ParallelWeightReader.threads() * largest * Float.BYTES;
    }

    private int projectionBytes() {
        return switch (kernel) {
            case TORCH, ONEDNN -> type.getNumOfBytes();
            case FLOAT16 -> Short.BYTES;
            case INT8 -> Byte.BYTES;
        };
    }

    /** Returns the greatest power of two, up to 64, that divides the input widths of all projections. */
    private long hadamardSize() {
        ModelConfiguration c = definition.configuration();
        return Integer.lowestOneBit(c.hiddenSize() | c.feedForwardSize() | c.heads() * c.headSize() | 64);
    }

    /**
     * Reads the weights in parallel, packs them for the kernel, and passes them to the program.
     *
     * @throws CheckpointException if a weight cannot be read
     */
    void load(WeightSource source, PtNDManager manager, TorchScriptProgram program) {
        List<IValue> values = new ArrayList<>();
        try (WeightLoader loader = new WeightLoader(manager);
                IValue size = IValue.from(hadamardSize());
                IValue hadamard = program.evaluate("hadamard", size);
                PtNDManager scratch = (PtNDManager) manager.newSubManager();
                ParallelWeightReader reader = new ParallelWeightReader()) {
            List<NetworkTensor> tensors = definition.tensors();
            // The embedding comes first: a tied output projection is packed from it.
            IValue embedding = read(tensors.get(0), source, loader, scratch);
            values.add(embedding);
            for (int i = 1; i < tensors.size(); i++) {
                int index = i;
                reader.add(() -> {
                    IValue value = read(tensors.get(index), source, loader, scratch);
                    return tensors.get(index).isProjection() ? pack(program, index, value, hadamard) : value;
                });
            }
            for (AttentionTypes.AttentionType attention :
                    definition.attentionTypes().types()) {
                reader.add(() -> IValue.from(RotaryFrequencies.create(
                        scratch, attention, definition.configuration().rotaryDimensions())));
            }
            if (copiesHead()) {
                reader.add(() -> packCopy(program, headCopy(), embedding, hadamard));
            }
            reader.readAll(values);
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
        try (PtNDArray array = loader.load(scratch, source, tensor, definition.shapeOf(tensor), stored)) {
            return bfloat16 ? loader.asBfloat16(array) : IValue.from(array);
        }
    }

    private IValue pack(TorchScriptProgram program, int index, IValue rows, IValue hadamard) {
        if (kernel == LinearKernel.TORCH) {
            return rows;
        }
        try (rows) {
            return packCopy(program, index, rows, hadamard);
        }
    }

    /** Packs a matrix. Returns the packed matrix, or an empty tensor if the program keeps the packed matrix itself. */
    private IValue packCopy(TorchScriptProgram program, int index, IValue rows, IValue hadamard) {
        return switch (kernel) {
            case TORCH -> throw new IllegalArgumentException("the kernel needs no packing");
            case ONEDNN -> program.evaluate("pack_onednn", rows);
            case FLOAT16 ->
                fitsFloat16(program, rows)
                        ? keepPacked(program, index, "pack_float16", rows)
                        : program.evaluate("identity", rows);
            case INT8 -> keepPacked(program, index, "pack_int8", rows, hadamard);
        };
    }

    private static boolean fitsFloat16(TorchScriptProgram program, IValue rows) {
        try (IValue result = program.evaluate("fits_float16", rows)) {
            return result.toBoolean();
        }
    }

    private static IValue keepPacked(TorchScriptProgram program, int index, String packMethod, IValue... arguments) {
        try (IValue number = IValue.from((long) index);
                IValue matrix = program.evaluate(packMethod, arguments)) {
            synchronized (program) {
                return program.evaluate("keep_packed", number, matrix);
            }
        }
    }
}
