/**
 * The backend {@code command}: a program trains. docs/TRAINERS.md describes the files that it reads and writes.
 * {@link dev.preceptor.trainer.command.CommandEngine} starts it again where only the infrastructure failed.
 */
package dev.preceptor.trainer.command;
