package dev.preceptor.languagemodel.checkpoint;

import ai.djl.ndarray.NDArray;

/**
 * What a LoRA adapter adds to one linear layer of weight W [out, in]: W + scale * b a.
 *
 * @param a of shape [rank, in]
 * @param b of shape [out, rank]
 */
public record LowRankUpdate(NDArray a, NDArray b) {}
