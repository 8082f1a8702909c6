package dev.preceptor.languagemodel.network;

import ai.djl.Device;
import ai.djl.engine.EngineException;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.IValue;
import java.util.List;
import java.util.Map;

/** How fast this machine's CPU multiplies matrices in a type that is smaller than float32. */
public enum LowPrecisionMatmul {
    /** This build of PyTorch, or this CPU, has no such kernel. The only way to find out is to call it. */
    UNSUPPORTED,
    /** It works, but saves little time or none. */
    SLOW,
    /** Well faster than float32. */
    FAST;

    /** A few sequences: with more of them reading weights matters less, and near the limit noise would decide. */
    private static final long ROWS = 4;

    private static final long WIDTH = 1024;
    private static final long HEIGHT = 4096;
    private static final double WELL_FASTER = 0.75;

    /** In bfloat16: some CPUs have instructions for it, others emulate it slowly. Times products for about a tenth of a second, once. */
    public static LowPrecisionMatmul ofBfloat16() {
        return Bfloat16.RESULT;
    }

    /** Of float32 with weights of float16. Times products for about a tenth of a second, once. */
    public static LowPrecisionMatmul ofFloat16() {
        return Float16.RESULT;
    }

    /** In small integers. Times products for about a tenth of a second, once. */
    public static LowPrecisionMatmul ofInt8() {
        return Int8.RESULT;
    }

    /** Measured when it is first asked for. */
    private static final class Bfloat16 {
        static final LowPrecisionMatmul RESULT = measure((program, x, weight) -> {
            try (IValue halfX = program.evaluate("to_bfloat16", x);
                    IValue halfWeight = program.evaluate("to_bfloat16", weight);
                    IValue packed = program.evaluate("pack_onednn", halfWeight)) {
                return program.leastNanoseconds("multiply", halfX, packed);
            }
        });
    }

    /** Measured when it is first asked for. */
    private static final class Float16 {
        static final LowPrecisionMatmul RESULT = measure(packed("pack_float16", "multiply_float16"));
    }

    /** Measured when it is first asked for. */
    private static final class Int8 {
        static final LowPrecisionMatmul RESULT = measure(packed("pack_int8", "multiply_int8"));
    }

    private static Smaller packed(String pack, String multiply) {
        return (program, x, weight) -> {
            try (IValue packed = program.evaluate(pack, weight)) {
                return program.leastNanoseconds(multiply, x, packed);
            }
        };
    }

    private interface Smaller {
        long leastNanoseconds(Program program, IValue x, IValue weight);
    }

    private static LowPrecisionMatmul measure(Smaller smaller) {
        Torch.prepareThread(1);
        try (PtNDManager manager = Torch.manager(Device.cpu());
                Program program = Program.load(manager, List.of("kernels.py", "matmul_probe.py"), Map.of());
                IValue rows = IValue.from(ROWS);
                IValue width = IValue.from(WIDTH);
                IValue height = IValue.from(HEIGHT);
                IValue x = program.evaluate("random", rows, width);
                IValue weight = program.evaluate("random", height, width);
                IValue packed = program.evaluate("pack_onednn", weight)) {
            long full = program.leastNanoseconds("multiply", x, packed);
            try {
                return smaller.leastNanoseconds(program, x, weight) < WELL_FASTER * full ? FAST : SLOW;
            } catch (EngineException e) {
                return UNSUPPORTED;
            }
        }
    }
}
