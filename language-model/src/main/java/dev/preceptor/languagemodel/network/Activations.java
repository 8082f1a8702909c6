package dev.preceptor.languagemodel.network;

/** Whether the forward pass keeps activations for the backward pass (activation checkpointing). The gradients are the same. */
public enum Activations {
    /** The forward pass keeps the projections and the attention of each layer. */
    KEPT,
    /** The forward pass keeps only the input of each layer. The backward pass recomputes the rest, which takes about a third more time. */
    RECOMPUTED
}
