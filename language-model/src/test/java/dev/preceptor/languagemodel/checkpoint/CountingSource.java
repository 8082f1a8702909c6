package dev.preceptor.languagemodel.checkpoint;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.pytorch.engine.PtNDArray;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Counts how many of the arrays that were read are not freed yet. */
final class CountingSource implements WeightSource {

    private final WeightSource base;
    private final List<PtNDArray> read = new ArrayList<>();
    private int most;

    CountingSource(WeightSource base) {
        this.base = base;
    }

    WeightSource base() {
        return base;
    }

    int mostArraysAtOnce() {
        return most;
    }

    @Override
    public NDArray read(NDManager manager, String name, DataType type) {
        NDArray array = base.read(manager, name, type);
        read.add((PtNDArray) array);
        read.removeIf(PtNDArray::isReleased);
        most = Math.max(most, read.size());
        return array;
    }

    @Override
    public Set<String> names() {
        return base.names();
    }

    @Override
    public TensorInfo info(String name) {
        return base.info(name);
    }

    @Override
    public Path file(String name) {
        return base.file(name);
    }

    @Override
    public void close() {
        base.close();
    }
}
