package dev.preceptor.languagemodel.network;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * The elementwise functions that PyTorch delegates to oneMKL's vector math library (VML) on a CPU.
 *
 * <p>VML selects the kernel of a function during its first call in a process. If two threads make the first call at the same moment,
 * as the threads of one operation do, one of them can get a kernel of low accuracy for that call (PyTorch issue 188792, oneMKL before
 * 2025.0). A training then has another loss in its first step, and other weights, than the same training in another process. One
 * call by one thread prevents this.
 */
final class VectorMathFunctions {

    private static final Map<String, UnaryOperator<NDArray>> FUNCTIONS = Map.ofEntries(
            Map.entry("acos", NDArray::acos),
            Map.entry("asin", NDArray::asin),
            Map.entry("atan", NDArray::atan),
            Map.entry("cos", NDArray::cos),
            Map.entry("cosh", NDArray::cosh),
            Map.entry("erf", NDArray::erf),
            Map.entry("exp", NDArray::exp),
            Map.entry("log", NDArray::log),
            Map.entry("log10", NDArray::log10),
            Map.entry("log2", NDArray::log2),
            Map.entry("sin", NDArray::sin),
            Map.entry("sinh", NDArray::sinh),
            Map.entry("sqrt", NDArray::sqrt),
            Map.entry("tan", NDArray::tan),
            Map.entry("tanh", NDArray::tanh));

    private VectorMathFunctions() {}

    /**
     * Calls each function once, in float32 and in float64, on a single element, which one thread computes.
     *
     * @return the names of the called functions, as in PyTorch
     */
    static Set<String> callEachOnce(Engine engine) {
        try (NDManager manager = engine.newBaseManager(Device.cpu())) {
            NDArray single = manager.create(new float[] {0.5f});
            NDArray twice = single.toType(DataType.FLOAT64, true);
            for (UnaryOperator<NDArray> function : FUNCTIONS.values()) {
                function.apply(single);
                function.apply(twice);
            }
        }
        return FUNCTIONS.keySet();
    }
}
