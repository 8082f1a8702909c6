package dev.preceptor.languagemodel.network;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
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
 * The list of weights that the inference program takes: the blueprint's, the rotary table and, where a packed head is tied to
 * an embedding that must stay as it is, a copy of it.
 *
 * @param type what the program computes in
 * @param packed whether projections are kept in oneDNN's layout
 */
record InferenceWeights(Blueprint blueprint, DataType type, boolean packed) {

    private boolean copiesHead() {
        return packed && blueprint.slot("head.weight") < 0;
    }

    /** The program's attributes for this list. */
    Map<String, Object> constants() {
        int table = blueprint.tensors().size();
        int head = blueprint.slot("head.weight");
        if (head < 0) {
            head = packed ? table + 1 : blueprint.slot("embedding.weight");
        }
        Map<String, Object> constants = new LinkedHashMap<>(blueprint.constants());
        constants.put("onednn", packed);
        constants.put("rotary_table", (long) table);
        constants.put("head", (long) head);
        return constants;
    }

    /** Reads the weights, one at a time; the list does not belong to the manager. */
    IValue read(WeightSource source, PtNDManager manager, Program program) {
        List<IValue> values = new ArrayList<>();
        try (WeightLoader loader = new WeightLoader(manager);
                PtNDManager scratch = (PtNDManager) manager.newSubManager()) {
            for (NetworkTensor tensor : blueprint.tensors()) {
                IValue value = read(tensor, source, loader, scratch);
                values.add(packed && tensor.isProjection() ? pack(program, value) : value);
            }
            values.add(IValue.from(rotaryTable(scratch, blueprint.configuration())));
            if (copiesHead()) {
                values.add(program.evaluate("reorder", values.get(blueprint.slot("embedding.weight"))));
            }
            return IValue.listFrom(values.toArray(IValue[]::new));
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

    private static IValue pack(Program program, IValue plain) {
        try (plain) {
            return program.evaluate("reorder", plain);
        }
    }

    /** The table, or for a model that learned its positions something to hold its place. */
    static PtNDArray rotaryTable(PtNDManager manager, ModelConfiguration configuration) {
        return configuration.rotaryDimensions() == 0
                ? (PtNDArray) manager.zeros(new Shape(1))
                : RotaryTable.create(manager, configuration, configuration.contextLength());
    }
}
