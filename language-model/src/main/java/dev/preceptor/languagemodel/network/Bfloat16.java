package dev.preceptor.languagemodel.network;

import ai.djl.Device;
import ai.djl.engine.EngineException;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.IValue;
import java.util.List;
import java.util.Map;

/** What this machine's CPU makes of bfloat16: some have instructions for it, others pretend, slowly. */
public enum Bfloat16 {
    /** oneDNN refuses it. */
    MISSING,
    /** It works, but saves little time or none. */
    SLOW,
    /** Well faster than float32. */
    FAST;

    private static final long ROWS = 16;
    private static final long WIDTH = 1024;
    private static final long HEIGHT = 4096;
    private static final double WELL_FASTER = 0.75;

    /** Times some matrix products, for about a tenth of a second. */
    public static Bfloat16 onThisCpu() {
        return Measured.RESULT;
    }

    /** Measured when it is first asked for, and once. */
    private static final class Measured {
        static final Bfloat16 RESULT = measure();
    }

    private static Bfloat16 measure() {
        Torch.prepareThread(1);
        try (PtNDManager manager = Torch.manager(Device.cpu());
                Program program = Program.load(manager, List.of("probe.py"), Map.of());
                IValue rows = IValue.from(ROWS);
                IValue width = IValue.from(WIDTH);
                IValue height = IValue.from(HEIGHT);
                IValue x = program.evaluate("random", rows, width);
                IValue weight = program.evaluate("random", height, width);
                IValue packed = program.evaluate("reorder", weight);
                IValue halfX = program.evaluate("to_bfloat16", x);
                IValue halfWeight = program.evaluate("to_bfloat16", weight)) {
            try (IValue halfPacked = program.evaluate("reorder", halfWeight)) {
                long full = program.leastNanoseconds("multiply", x, packed);
                long half = program.leastNanoseconds("multiply", halfX, halfPacked);
                return half < WELL_FASTER * full ? FAST : SLOW;
            } catch (EngineException e) {
                // The only question that oneDNN answers about this type is by refusing it.
                return MISSING;
            }
        }
    }
}
