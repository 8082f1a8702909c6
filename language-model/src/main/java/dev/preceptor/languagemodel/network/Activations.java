package dev.preceptor.languagemodel.network;

/** What a pass through a model remembers of its layers for the way back. The gradients are the same. */
public enum Activations {
    /** Each layer's projections and attention. */
    KEPT,
    /** Each layer's input only; the rest is computed a second time, which costs about a third more time. */
    RECOMPUTED
}
