package dev.preceptor.trainer.command;

/** How a program ended. */
sealed interface ProgramEnd {

    /** It wrote its manifest, and the result is as the manifest says. */
    record Succeeded(TrainingManifest manifest) implements ProgramEnd {}

    /** The training, its settings or the program are wrong: a repetition would fail, too. */
    record TrainingFailed(String reason) implements ProgramEnd {}

    /** The program was killed, or a disk, a network or a process failed: a repetition may succeed. */
    record InfrastructureFailed(String reason) implements ProgramEnd {}
}
