/** The backend {@code command}: the program that trains is a process of this machine. */
package dev.preceptor.trainer.command;
