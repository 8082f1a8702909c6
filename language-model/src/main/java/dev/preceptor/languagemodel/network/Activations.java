package dev.preceptor.languagemodel.network;

/** What the forward pass keeps of its layers for the backward pass: activation checkpointing. The gradients are the same. */
public enum Activations {
    /** Each layer's projections and attention. */
    KEPT,
    /** Each layer's input only; the backward pass computes the rest again, which takes about a third more time. */
    RECOMPUTED
}
