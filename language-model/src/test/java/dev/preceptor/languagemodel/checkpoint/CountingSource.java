package dev.preceptor.languagemodel.checkpoint;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.pytorch.engine.PtNDArray;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Counts the arrays that were arrays and not freed. */
final class CountingSource implements WeightSource {

    private final WeightSource base;
    private final List<PtNDArray> arrays = new ArrayList<>();
    private int max;

    CountingSource(WeightSource base) {
        this.base = base;
    }

    WeightSource base() {
        return base;
    }

    int maxOpenArrays() {
        return max;
    }

    @Override
    public NDArray read(NDManager manager, String name, DataType type) {
        NDArray array = base.read(manager, name, type);
        arrays.add((PtNDArray) array);
        arrays.removeIf(PtNDArray::isReleased);
        max = Math.max(max, arrays.size());
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
