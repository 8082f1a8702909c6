package dev.preceptor.languagemodel.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.IValue;
import dev.preceptor.languagemodel.checkpoint.CheckpointException;
import dev.preceptor.languagemodel.checkpoint.WeightSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/** Converts tensors of a checkpoint to network tensors, and back. */
final class WeightLoader implements AutoCloseable {

    private final PtNDManager manager;
    private final TorchScriptProgram program;

    WeightLoader(PtNDManager parent) {
        manager = (PtNDManager) parent.newSubManager();
        program = TorchScriptProgram.load(manager, List.of("weights.py"), Map.of());
    }

    /**
     * Reads a network tensor.
     *
     * @param owner owns the result
     * @param expected the shape according to the configuration of the model
     * @param type FLOAT32 or FLOAT16
     * @throws CheckpointException if a part is missing, has another shape, or contains a value that is not finite
     */
    PtNDArray load(PtNDManager owner, WeightSource source, NetworkTensor tensor, Shape expected, DataType type) {
        List<CheckpointTensor> parts = tensor.parts();
        List<NetworkTensor.Rows> rows = tensor.rows(expected.get(0));
        if (parts.size() == 1
                && parts.get(0).rowOrder() == null
                && !parts.get(0).transposed()) {
            requireShape(source, parts.get(0), expected);
            return read(owner, source, parts.get(0), type);
        }
        try (PtNDManager scratch = (PtNDManager) manager.newSubManager()) {
            List<PtNDArray> read = new ArrayList<>();
            List<PtNDArray> orders = new ArrayList<>();
            for (int i = 0; i < parts.size(); i++) {
                CheckpointTensor part = parts.get(i);
                requireShape(source, part, shape(part, rows.get(i).count(), expected));
                read.add(read(scratch, source, part, type));
                orders.add(indices(scratch, part.rowOrder()));
            }
            try (IValue list = IValue.listFrom(read.toArray(PtNDArray[]::new));
                    IValue orderList = IValue.listFrom(orders.toArray(PtNDArray[]::new));
                    IValue transposed = IValue.from(parts.get(0).transposed());
                    IValue result = program.evaluate("join", list, orderList, transposed)) {
                return result.toTensor(owner);
            }
        }
    }

    /** Returns the shape in the checkpoint of a part with this many rows of the whole tensor. */
    static Shape shape(CheckpointTensor part, long rows, Shape whole) {
        if (whole.dimension() == 1) {
            return new Shape(rows);
        }
        return part.transposed() ? new Shape(whole.get(1), rows) : new Shape(rows, whole.get(1));
    }

    private static void requireShape(WeightSource source, CheckpointTensor part, Shape expected) {
        Shape shape = source.info(part.name()).shape();
        if (!shape.equals(expected)) {
            throw new CheckpointException("%s: %s has shape %s, but the configuration requires %s"
                    .formatted(source.file(part.name()), part.name(), shape, expected));
        }
    }

    private PtNDArray read(PtNDManager owner, WeightSource source, CheckpointTensor part, DataType type) {
        PtNDArray array = (PtNDArray) source.read(owner, part.name(), type);
        try (IValue values = IValue.from(array);
                IValue finite = program.evaluate("is_finite", values)) {
            if (!finite.toBoolean()) {
                throw new CheckpointException("%s: tensor %s contains an infinite value or a NaN: the file is"
                                .formatted(source.file(part.name()), part.name())
                        + " damaged, or its training failed");
            }
        }
        return array;
    }

    /** Extracts a tensor of the checkpoint from a network tensor. {@code owner} owns the result. */
    PtNDArray extract(PtNDManager owner, PtNDArray whole, long firstRow, long rows, CheckpointTensor part) {
        try (PtNDManager scratch = (PtNDManager) manager.newSubManager();
                IValue tensor = IValue.from(whole);
                IValue first = IValue.from(firstRow);
                IValue count = IValue.from(rows);
                IValue order = IValue.from(indices(scratch, part.inverseRowOrder()));
                IValue transposed = IValue.from(part.transposed());
                IValue result = program.evaluate("extract", tensor, first, count, order, transposed)) {
            return result.toTensor(owner);
        }
    }

    /** Concatenates tensors by rows. {@code owner} owns the result. */
    PtNDArray stack(PtNDManager owner, List<PtNDArray> tensors) {
        return join(owner, tensors, Collections.nCopies(tensors.size(), null));
    }

    /**
     * Copies a tensor with its rows in another order.
     *
     * @param order the order, as in {@link CheckpointTensor#rowOrder}; null for no change
     */
    PtNDArray reorder(PtNDManager owner, PtNDArray tensor, int[] order) {
        return join(owner, List.of(tensor), Collections.singletonList(order));
    }

    private PtNDArray join(PtNDManager owner, List<PtNDArray> tensors, List<int[]> orders) {
        try (PtNDManager scratch = (PtNDManager) manager.newSubManager();
                IValue list = IValue.listFrom(tensors.toArray(PtNDArray[]::new));
                IValue orderList = IValue.listFrom(
                        orders.stream().map(order -> indices(scratch, order)).toArray(PtNDArray[]::new));
                IValue transposed = IValue.from(false);
                IValue result = program.evaluate("join", list, orderList, transposed)) {
            return result.toTensor(owner);
        }
    }

    /** Rounds values to bfloat16. No method of NDArray may be called on the result, because DJL does not support the type. */
    IValue asBfloat16(PtNDArray values) {
        try (IValue argument = IValue.from(values)) {
            return program.evaluate("to_bfloat16", argument);
        }
    }

    private static PtNDArray indices(NDManager owner, int[] order) {
        long[] values = new long[order == null ? 0 : order.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = order[i];
        }
        NDArray array = owner.create(values);
        return (PtNDArray) array;
    }

    @Override
    public void close() {
        program.close();
        manager.close();
    }
}
