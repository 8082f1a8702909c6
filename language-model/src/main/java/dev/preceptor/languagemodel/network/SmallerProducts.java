package dev.preceptor.languagemodel.network;

import ai.djl.Device;
import ai.djl.engine.EngineException;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.IValue;
import java.util.List;
import java.util.Map;

/** What this machine's CPU makes of matrix products in a type that is smaller than float32. */
public enum SmallerProducts {
    /** This build of PyTorch, or this CPU, has no such kernel: the only question that it answers about one is by refusing it. */
    MISSING,
    /** It works, but saves little time or none. */
    SLOW,
    /** Well faster than float32. */
    FAST;

    /** A few sequences: with more of them reading weights matters less, and near the limit noise would decide. */
    private static final long ROWS = 4;

    private static final long WIDTH = 1024;
    private static final long HEIGHT = 4096;
    private static final double WELL_FASTER = 0.75;

    /** In bfloat16: some CPUs have instructions for it, others pretend, slowly. Times products for about a tenth of a second, once. */
    public static SmallerProducts ofBfloat16() {
        return Bfloat16.RESULT;
    }

    /** Of float32 with weights of float16. Times products for about a tenth of a second, once. */
    public static SmallerProducts ofHalves() {
        return Halves.RESULT;
    }

    /** In small integers. Times products for about a tenth of a second, once. */
    public static SmallerProducts ofInt8() {
        return Int8.RESULT;
    }

    /** Measured when it is first asked for. */
    private static final class Bfloat16 {
        static final SmallerProducts RESULT = measure((program, x, weight) -> {
            try (IValue halfX = program.evaluate("to_bfloat16", x);
                    IValue halfWeight = program.evaluate("to_bfloat16", weight);
                    IValue packed = program.evaluate("reorder", halfWeight)) {
                return program.leastNanoseconds("multiply", halfX, packed);
            }
        });
    }

    /** Measured when it is first asked for. */
    private static final class Halves {
        static final SmallerProducts RESULT = measure(packed("halve", "multiply_halves"));
    }

    /** Measured when it is first asked for. */
    private static final class Int8 {
        static final SmallerProducts RESULT = measure(packed("quantise", "multiply_quantised"));
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

    private static SmallerProducts measure(Smaller smaller) {
        Torch.prepareThread(1);
        try (PtNDManager manager = Torch.manager(Device.cpu());
                Program program = Program.load(manager, List.of("kernels.py", "probe.py"), Map.of());
                IValue rows = IValue.from(ROWS);
                IValue width = IValue.from(WIDTH);
                IValue height = IValue.from(HEIGHT);
                IValue x = program.evaluate("random", rows, width);
                IValue weight = program.evaluate("random", height, width);
                IValue packed = program.evaluate("reorder", weight)) {
            long full = program.leastNanoseconds("multiply", x, packed);
            try {
                return smaller.leastNanoseconds(program, x, weight) < WELL_FASTER * full ? FAST : SLOW;
            } catch (EngineException e) {
                return MISSING;
            }
        }
    }
}
