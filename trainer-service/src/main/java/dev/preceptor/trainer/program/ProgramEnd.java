package dev.preceptor.trainer.program;

/** How a program ended. Only a training that failed is not tried again. */
public sealed interface ProgramEnd {

    /** It wrote its manifest, and the result is as the manifest says. */
    record Succeeded(TrainingManifest manifest) implements ProgramEnd {}

    /** The training, its settings or the program are wrong: a repetition would fail, too. */
    record TrainingFailed(String reason) implements ProgramEnd {}

    /** The program was killed, or a disk, a network or a process failed: a repetition may succeed. */
    record InfrastructureFailed(String reason) implements ProgramEnd {}

    /** The cluster has taken its machine away, such as for a pod of a higher priority or because a node was lost. */
    record Evicted(String reason) implements ProgramEnd {}
}
