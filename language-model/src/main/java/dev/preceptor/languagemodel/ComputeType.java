package dev.preceptor.languagemodel;

import ai.djl.Device;
import ai.djl.ndarray.types.DataType;
import dev.preceptor.languagemodel.checkpoint.WeightSource;
import dev.preceptor.languagemodel.generation.GenerationException;
import dev.preceptor.languagemodel.network.LinearKernel;
import dev.preceptor.languagemodel.network.LowPrecisionMatmul;

/** The type of number that a model computes in. */
public enum ComputeType {
    /** HALF on a GPU, and for a model whose file stores its matrices in 16 bits or fewer; FLOAT32 for others. */
    AUTO,
    FLOAT32,
    /**
     * 16 bits for each weight. On a CPU that has a fast kernel for it, matrices are rounded to float16 and multiplied and
     * summed in float32: half the memory and up to twice the speed, and logits differ in the fourth digit. On other CPUs it
     * is FLOAT32, on a GPU BFLOAT16.
     */
    HALF,
    /** Half the memory; rounding shows in the third digit, so that a close choice between two tokens may differ. */
    BFLOAT16,
    /**
     * Matrices of small integers, for generation on a CPU: less memory, and about twice the speed for one sequence. Rounding
     * shows in the second digit; benchmarks/generation measures what it costs a model in perplexity.
     */
    INT8,
    /**
     * BFLOAT16 where this machine is well faster with it, which is tried out; else INT8 where a CPU is well faster with that,
     * which is tried out, too; else HALF.
     */
    FASTEST;

    DataType on(Device device) {
        boolean half =
                switch (this) {
                    case FLOAT32, INT8 -> false;
                    case BFLOAT16 -> true;
                    case AUTO, HALF -> device.isGpu();
                    case FASTEST -> device.isGpu() || LowPrecisionMatmul.ofBfloat16() == LowPrecisionMatmul.FAST;
                };
        return half ? DataType.BFLOAT16 : DataType.FLOAT32;
    }

    /** The kernel for the matrices of a model on a device of this process. */
    LinearKernel linearKernelOn(Device device, WeightSource source) {
        if (this == INT8) {
            requireInt8(device);
            return LinearKernel.INT8;
        }
        if (device.isGpu()) {
            return LinearKernel.TORCH;
        }
        if (isHalf(device)) {
            boolean unsupported = LowPrecisionMatmul.ofBfloat16() == LowPrecisionMatmul.UNSUPPORTED;
            return unsupported ? LinearKernel.TORCH : LinearKernel.ONEDNN;
        }
        if (this == FASTEST && LowPrecisionMatmul.ofInt8() == LowPrecisionMatmul.FAST) {
            return LinearKernel.INT8;
        }
        boolean float16 = this == FASTEST || this == HALF || this == AUTO && !source.hasFullMatrices();
        return float16 && LowPrecisionMatmul.ofFloat16() == LowPrecisionMatmul.FAST
                ? LinearKernel.FLOAT16
                : LinearKernel.ONEDNN;
    }

    private static void requireInt8(Device device) {
        if (device.isGpu()) {
            throw new GenerationException("int8 is for CPUs: on a GPU choose bfloat16");
        }
        if (LowPrecisionMatmul.ofInt8() == LowPrecisionMatmul.UNSUPPORTED) {
            throw new GenerationException("this machine has no int8 products: choose float32");
        }
    }

    /** Whether computations on a device of this process use bfloat16. */
    public boolean isHalf(Device device) {
        return on(device) == DataType.BFLOAT16;
    }
}
