package dev.preceptor.languagemodel;

import ai.djl.Device;
import ai.djl.ndarray.types.DataType;
import dev.preceptor.languagemodel.generation.GenerationException;
import dev.preceptor.languagemodel.network.ProjectionLayout;
import dev.preceptor.languagemodel.network.SmallerProducts;

/** The type of number that a model computes in. */
public enum ComputeType {
    /** FLOAT32 on a CPU, BFLOAT16 on a GPU. */
    AUTO,
    FLOAT32,
    /** Half the memory; rounding shows in the third digit, so that a close choice between two tokens may differ. */
    BFLOAT16,
    /**
     * Matrices of small integers, for generation on a CPU: less memory, and about twice the speed for one sequence. Rounding
     * shows in the second digit; benchmarks/generation measures what it costs a model in perplexity.
     */
    INT8,
    /**
     * BFLOAT16 where this machine is well faster with it, which is tried out; else INT8 where a CPU is well faster with that,
     * which is tried out, too; else FLOAT32.
     */
    FASTEST;

    DataType on(Device device) {
        boolean half =
                switch (this) {
                    case FLOAT32, INT8 -> false;
                    case BFLOAT16 -> true;
                    case AUTO -> device.isGpu();
                    case FASTEST -> device.isGpu() || SmallerProducts.ofBfloat16() == SmallerProducts.FAST;
                };
        return half ? DataType.BFLOAT16 : DataType.FLOAT32;
    }

    /** How a device of this process keeps matrices for it. */
    ProjectionLayout layoutOn(Device device) {
        if (this == INT8) {
            requireInt8(device);
        }
        if (this == INT8 || this == FASTEST && !isHalf(device) && SmallerProducts.ofInt8() == SmallerProducts.FAST) {
            return ProjectionLayout.QUANTISED;
        }
        boolean refused = on(device) == DataType.BFLOAT16
                && !device.isGpu()
                && SmallerProducts.ofBfloat16() == SmallerProducts.MISSING;
        return device.isGpu() || refused ? ProjectionLayout.ROWS : ProjectionLayout.PACKED;
    }

    private static void requireInt8(Device device) {
        if (device.isGpu()) {
            throw new GenerationException("int8 is for CPUs: on a GPU choose bfloat16");
        }
        if (SmallerProducts.ofInt8() == SmallerProducts.MISSING) {
            throw new GenerationException("this machine has no int8 products: choose float32");
        }
    }

    /** Whether computations on a device of this process use bfloat16. */
    public boolean isHalf(Device device) {
        return on(device) == DataType.BFLOAT16;
    }
}
