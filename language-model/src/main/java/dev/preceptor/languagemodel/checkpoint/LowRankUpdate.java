package dev.preceptor.languagemodel.checkpoint;

import ai.djl.ndarray.NDArray;

/**
 * The update that a LoRA adapter adds to the weight W [out, in] of one linear layer: W + scale * B A.
 *
 * @param a the matrix A [rank, in]
 * @param b the matrix B [out, rank]
 */
public record LowRankUpdate(NDArray a, NDArray b) {}
