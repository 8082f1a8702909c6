package dev.preceptor.languagemodel.checkpoint;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * A tensor that is computed when it is written, and freed afterwards. Only one tensor of a model is in memory at a time.
 *
 * @param shape the shape, which the header of the file needs in advance
 * @param compute returns a FLOAT32 or FLOAT16 array; the writer closes the given manager after it has written the array
 */
public record LazyTensor(Shape shape, Function<NDManager, NDArray> compute) {

    /** Wraps existing arrays; the caller keeps their ownership. */
    public static Map<String, LazyTensor> allOf(Map<String, NDArray> arrays) {
        Map<String, LazyTensor> tensors = new TreeMap<>();
        arrays.forEach((name, array) -> tensors.put(name, new LazyTensor(array.getShape(), scratch -> array)));
        return tensors;
    }

    /** Wraps the tensors of a source, which are read in float32. The source must stay open until they are written. */
    public static Map<String, LazyTensor> allOf(WeightSource source) {
        Map<String, LazyTensor> tensors = new TreeMap<>();
        for (String name : source.names()) {
            tensors.put(
                    name,
                    new LazyTensor(source.info(name).shape(), scratch -> source.read(scratch, name, DataType.FLOAT32)));
        }
        return tensors;
    }
}
