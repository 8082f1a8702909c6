package dev.preceptor.languagemodel.network;

/** The kernel of matrix products. It determines the memory layout of the matrices. */
public enum LinearKernel {
    /** PyTorch's default kernel, with row-major matrices. */
    TORCH,
    /** oneDNN's kernel, with its blocked layout. CPU only. */
    ONEDNN,
    /** FBGEMM's kernel for float16 weights, which computes products and sums in float32. CPU and float32 activations only. */
    FLOAT16,
    /** FBGEMM's kernel for 8-bit integers. CPU and float32 activations only. See inference_linear.py. */
    INT8
}
