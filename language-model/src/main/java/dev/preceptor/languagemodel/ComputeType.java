package dev.preceptor.languagemodel;

/** The floating-point type that a model computes in. */
public enum ComputeType {
    /** FLOAT32 on a CPU, BFLOAT16 on a GPU. */
    AUTO,
    FLOAT32,
    /** Half the memory and, on hardware that has it, more than twice the speed; rounding shows in the third digit. */
    BFLOAT16
}
