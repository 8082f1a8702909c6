package dev.preceptor.languagemodel.network;

/** How the matrices that a network multiplies by lie in memory. */
public enum ProjectionLayout {
    /** As rows, for PyTorch's own kernel. */
    ROWS,
    /** In oneDNN's blocks, for its kernel; CPU only. */
    PACKED
}
