package dev.preceptor.languagemodel.network;

/** How the matrices that a network multiplies by lie in memory. */
public enum ProjectionLayout {
    /** As rows, for PyTorch's own kernel. */
    ROWS,
    /** In oneDNN's blocks, for its kernel; CPU only. */
    PACKED,
    /** As float16, for a kernel of FBGEMM that multiplies and sums in float32; CPU and float32 only. */
    HALVES,
    /** As small integers, for FBGEMM's kernel; CPU and float32 only. See linear.py. */
    QUANTISED
}
