package dev.preceptor.languagemodel.network;

/** The kernel that multiplies by a network's matrices, which decides how they are laid out in memory. */
public enum LinearKernel {
    /** PyTorch's own; rows as they are. */
    TORCH,
    /** oneDNN's, with its blocked layout; CPU only. */
    ONEDNN,
    /** FBGEMM's for float16 weights; it multiplies and sums in float32. CPU and float32 activations only. */
    FLOAT16,
    /** FBGEMM's for small integers; CPU and float32 activations only. See inference_linear.py. */
    INT8
}
