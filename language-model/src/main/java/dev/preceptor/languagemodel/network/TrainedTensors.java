package dev.preceptor.languagemodel.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.IValue;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The trained tensors with their gradients, the two moments of AdamW, and an optional snapshot. */
final class TrainedTensors implements AutoCloseable {

    private final PtNDManager manager;
    private final TorchScriptProgram program;
    private final List<PtNDArray> arrays;
    private final IValue tensors;
    private final IValue gradients;
    private final IValue means;
    private final IValue squares;
    private IValue snapshot;

    TrainedTensors(PtNDManager manager, TorchScriptProgram program, List<PtNDArray> arrays) {
        this.manager = manager;
        this.program = program;
        this.arrays = List.copyOf(arrays);
        tensors = IValue.listFrom(arrays.toArray(PtNDArray[]::new));
        gradients = program.evaluate("zeros_like_each", tensors);
        means = program.evaluate("zeros_like_each", tensors);
        squares = program.evaluate("zeros_like_each", tensors);
    }

    List<PtNDArray> arrays() {
        return arrays;
    }

    IValue gradients() {
        return gradients;
    }

    double gradientNorm() {
        try (PtNDManager scratch = (PtNDManager) manager.newSubManager()) {
            return program.run(scratch, "gradient_norm").get(0).toDoubleArray()[0];
        }
    }

    void update(int step, double factor, double learningRate, AdamW optimizer) {
        try (IValue number = IValue.from((long) step);
                IValue scale = IValue.from(factor);
                IValue rate = IValue.from(learningRate);
                IValue beta1 = IValue.from(optimizer.beta1());
                IValue beta2 = IValue.from(optimizer.beta2());
                IValue epsilon = IValue.from(optimizer.epsilon());
                IValue decay = IValue.from(optimizer.weightDecay())) {
            program.evaluate("update", tensors, means, squares, number, scale, rate, beta1, beta2, epsilon, decay)
                    .close();
        }
    }

    /** Saves a copy of the tensors. It replaces the previous snapshot. */
    void takeSnapshot() {
        if (snapshot == null) {
            snapshot = program.evaluate("zeros_like_each", tensors);
        }
        copy(snapshot, tensors);
    }

    /** Restores the tensors from the snapshot. */
    void restoreSnapshot() {
        copy(tensors, snapshot);
    }

    /** Returns the state without the gradients, which are zero between two steps. The arrays share the memory of the tensors. */
    Map<String, NDArray> state(PtNDManager owner) {
        Map<String, NDArray> state = new LinkedHashMap<>();
        lists().forEach((name, list) -> {
            NDList views = list.toNDList(owner);
            for (int i = 0; i < views.size(); i++) {
                state.put(name + "." + i, views.get(i));
            }
        });
        return state;
    }

    /** Restores a state that {@link #state} returned for tensors of the same shapes. */
    void restore(Map<String, NDArray> state) {
        if (state.containsKey("kept.0") && snapshot == null) {
            takeSnapshot();
        }
        lists().forEach((name, list) -> {
            PtNDArray[] saved = new PtNDArray[arrays.size()];
            for (int i = 0; i < saved.length; i++) {
                saved[i] = (PtNDArray) state.get(name + "." + i);
            }
            try (IValue source = IValue.listFrom(saved)) {
                copy(list, source);
            }
        });
    }

    private Map<String, IValue> lists() {
        Map<String, IValue> lists = new LinkedHashMap<>();
        lists.put("weight", tensors);
        lists.put("mean", means);
        lists.put("square", squares);
        if (snapshot != null) {
            lists.put("kept", snapshot);
        }
        return lists;
    }

    private void copy(IValue target, IValue source) {
        program.evaluate("copy_each", target, source).close();
    }

    @Override
    public void close() {
        if (snapshot != null) {
            snapshot.close();
        }
        squares.close();
        means.close();
        gradients.close();
        tensors.close();
    }
}
