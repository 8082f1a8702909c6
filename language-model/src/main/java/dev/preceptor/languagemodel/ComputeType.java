package dev.preceptor.languagemodel;

import ai.djl.Device;
import ai.djl.ndarray.types.DataType;
import dev.preceptor.languagemodel.checkpoint.WeightSource;
import dev.preceptor.languagemodel.generation.GenerationException;
import dev.preceptor.languagemodel.network.LinearKernel;
import dev.preceptor.languagemodel.network.LowPrecisionMatmul;

/** The data type of a model's computations. */
public enum ComputeType {
    /** HALF on a GPU, or if the file stores all matrices in 16 bits or fewer; otherwise FLOAT32. */
    AUTO,
    FLOAT32,
    /**
     * 16 bits per weight. On a CPU with a fast float16 kernel, matrices are rounded to float16, and products and sums are
     * computed in float32. This halves the memory and is up to twice as fast; logits differ in the fourth digit. On other CPUs it
     * is FLOAT32, on a GPU BFLOAT16.
     */
    HALF,
    /** Halves the memory. Logits differ in the third digit, so a close choice between two tokens may differ. */
    BFLOAT16,
    /**
     * Matrices quantised to 8-bit integers, for generation on a CPU. This takes less memory and is about twice as fast for one
     * sequence. Logits differ in the second digit; benchmarks/generation measures the effect on perplexity.
     */
    INT8,
    /**
     * The fastest type on this machine, by a short measurement: BFLOAT16 if it is clearly faster than FLOAT32, else INT8 if it
     * is clearly faster on the CPU, else HALF.
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

    /** Returns the kernel that multiplies the matrices of a model on a device. */
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
            throw new GenerationException("int8 is supported on CPUs only; choose bfloat16 on a GPU");
        }
        if (LowPrecisionMatmul.ofInt8() == LowPrecisionMatmul.UNSUPPORTED) {
            throw new GenerationException("int8 is not supported on this machine; choose float32");
        }
    }

    /**
     * Returns whether a training on a device computes its matrix products in bfloat16. {@link #FASTEST} measures the products of
     * training on a CPU, which has no other type there than bfloat16 and float32.
     */
    public boolean isHalfInTraining(Device device) {
        return this == FASTEST && !device.isGpu()
                ? LowPrecisionMatmul.ofBfloat16InTraining() == LowPrecisionMatmul.FAST
                : isHalf(device);
    }

    /** Returns whether computations on a device use bfloat16. */
    public boolean isHalf(Device device) {
        return on(device) == DataType.BFLOAT16;
    }
}
