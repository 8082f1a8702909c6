package dev.preceptor.languagemodel.checkpoint;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * A tensor that is made when it is its turn to be written, and freed after that: of a model's tensors no more than one is in
 * memory for that.
 *
 * @param shape known before, for the file's header
 * @param making makes the array, FLOAT32 or FLOAT16; what belongs to the given manager is freed once it is written
 */
public record PendingTensor(Shape shape, Function<NDManager, NDArray> making) {

    /** Arrays that are there already; they stay the caller's. */
    public static Map<String, PendingTensor> allOf(Map<String, NDArray> arrays) {
        Map<String, PendingTensor> tensors = new TreeMap<>();
        arrays.forEach((name, array) -> tensors.put(name, new PendingTensor(array.getShape(), scratch -> array)));
        return tensors;
    }

    /** Those of a source, read in float32; it must stay open until they are written. */
    public static Map<String, PendingTensor> allOf(WeightSource source) {
        Map<String, PendingTensor> tensors = new TreeMap<>();
        for (String name : source.names()) {
            tensors.put(
                    name,
                    new PendingTensor(
                            source.info(name).shape(), scratch -> source.read(scratch, name, DataType.FLOAT32)));
        }
        return tensors;
    }
}
