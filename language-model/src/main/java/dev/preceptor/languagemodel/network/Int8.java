package dev.preceptor.languagemodel.network;

import ai.djl.Device;
import ai.djl.engine.EngineException;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.IValue;
import java.util.List;
import java.util.Map;

/** What this machine's CPU makes of matrices of small integers. */
public final class Int8 {

    private static final long ROWS = 16;
    private static final long WIDTH = 1024;
    private static final long HEIGHT = 4096;
    private static final double WELL_FASTER = 0.75;

    private Int8() {}

    /** Whether their products are well faster than those of float32, by some that are timed, for about a tenth of a second. */
    public static boolean isFastOnThisCpu() {
        return Measured.FAST;
    }

    /** Measured when it is first asked for, and once. */
    private static final class Measured {
        static final boolean FAST = measure();
    }

    private static boolean measure() {
        Torch.prepareThread(1);
        try (PtNDManager manager = Torch.manager(Device.cpu());
                Program program = Program.load(manager, List.of("probe.py"), Map.of());
                IValue rows = IValue.from(ROWS);
                IValue width = IValue.from(WIDTH);
                IValue height = IValue.from(HEIGHT);
                IValue x = program.evaluate("random", rows, width);
                IValue weight = program.evaluate("random", height, width);
                IValue packed = program.evaluate("reorder", weight)) {
            try (IValue quantised = program.evaluate("quantise", weight)) {
                double full = program.leastNanoseconds("multiply", x, packed);
                return program.leastNanoseconds("multiply_quantised", x, quantised) < WELL_FASTER * full;
            } catch (EngineException e) {
                // This build of PyTorch, or this CPU, has no such kernel.
                return false;
            }
        }
    }
}
