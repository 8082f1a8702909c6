/**
 * Training by a program, which gets the job as files and returns files. docs/TRAINERS.md describes the files.
 * {@link dev.preceptor.trainer.program.ProgramEngine} starts the program again where only the infrastructure failed. A
 * {@link dev.preceptor.trainer.program.TrainerProgram} runs it: on this machine, or on a cluster.
 */
package dev.preceptor.trainer.program;
