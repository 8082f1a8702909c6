package dev.preceptor.languagemodel.network;

import ai.djl.Device;
import ai.djl.engine.EngineException;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.IValue;
import java.util.List;
import java.util.Map;

/** The speed of matrix products in a type smaller than float32 on this CPU. */
public enum LowPrecisionMatmul {
    /** PyTorch has no such kernel for this CPU. This is detected by calling it. */
    UNSUPPORTED,
    /** Not clearly faster than float32. */
    SLOW,
    /** Clearly faster than float32. */
    FAST;

    /** A small batch: with larger batches the time to read the weights matters less, and noise could decide the result. */
    private static final long ROWS = 4;

    /** Tokens of a batch in training, where the time to compute matters and each step converts the weights anew. */
    private static final long TRAINING_ROWS = 384;

    private static final long WIDTH = 1024;
    private static final long HEIGHT = 4096;
    private static final double FAST_TIME_RATIO = 0.75;

    /** Returns the speed of bfloat16, which some CPUs emulate slowly. The first call measures for about a tenth of a second. */
    public static LowPrecisionMatmul ofBfloat16() {
        return Bfloat16.RESULT;
    }

    /**
     * Returns the speed of bfloat16 in training: of the three products of a linear layer, with the conversions of its weights,
     * inputs and gradients. A CPU that reads weights of bfloat16 faster need not compute faster with them. The first call measures
     * for about half a second.
     */
    public static LowPrecisionMatmul ofBfloat16InTraining() {
        return Bfloat16InTraining.RESULT;
    }

    /** Returns the speed of float16 weights with float32 activations. The first call measures for about a tenth of a second. */
    public static LowPrecisionMatmul ofFloat16() {
        return Float16.RESULT;
    }

    /** Returns the speed of 8-bit integers. The first call measures for about a tenth of a second. */
    public static LowPrecisionMatmul ofInt8() {
        return Int8.RESULT;
    }

    /** Measures when the class is initialised. */
    private static final class Bfloat16 {
        static final LowPrecisionMatmul RESULT = measureGeneration((program, x, weight) -> {
            try (IValue bfloat16X = program.evaluate("to_bfloat16", x);
                    IValue bfloat16Weight = program.evaluate("to_bfloat16", weight);
                    IValue packed = program.evaluate("pack_onednn", bfloat16Weight)) {
                return program.minNanoseconds("multiply", bfloat16X, packed);
            }
        });
    }

    /** Measures when the class is initialised. */
    private static final class Bfloat16InTraining {
        static final LowPrecisionMatmul RESULT = ofBfloat16() == UNSUPPORTED
                ? UNSUPPORTED
                : measure(TRAINING_ROWS, WIDTH, method("train_float32"), method("train_bfloat16"));
    }

    /** Measures when the class is initialised. */
    private static final class Float16 {
        static final LowPrecisionMatmul RESULT = measureGeneration(packed("pack_float16", "multiply_float16"));
    }

    /** Measures when the class is initialised. */
    private static final class Int8 {
        static final LowPrecisionMatmul RESULT = measureGeneration(packed("pack_int8", "multiply_int8"));
    }

    private static Measurement packed(String pack, String multiply) {
        return (program, x, weight) -> {
            try (IValue packed = program.evaluate(pack, weight)) {
                return program.minNanoseconds(multiply, x, packed);
            }
        };
    }

    private static Measurement method(String name) {
        return (program, x, weight) -> program.minNanoseconds(name, x, weight);
    }

    private interface Measurement {
        long minNanoseconds(TorchScriptProgram program, IValue x, IValue weight);
    }

    private static LowPrecisionMatmul measureGeneration(Measurement measurement) {
        return measure(ROWS, HEIGHT, packed("pack_onednn", "multiply"), measurement);
    }

    private static LowPrecisionMatmul measure(long rows, long height, Measurement float32, Measurement lowPrecision) {
        Torch.prepareThread(1);
        try (PtNDManager manager = Torch.manager(Device.cpu());
                TorchScriptProgram program =
                        TorchScriptProgram.load(manager, List.of("kernels.py", "matmul_probe.py"), Map.of());
                IValue inputs = IValue.from(rows);
                IValue width = IValue.from(WIDTH);
                IValue outputs = IValue.from(height);
                IValue x = program.evaluate("random", inputs, width);
                IValue weight = program.evaluate("random", outputs, width)) {
            long full = float32.minNanoseconds(program, x, weight);
            try {
                return lowPrecision.minNanoseconds(program, x, weight) < FAST_TIME_RATIO * full ? FAST : SLOW;
            } catch (EngineException e) {
                return UNSUPPORTED;
            }
        }
    }
}
