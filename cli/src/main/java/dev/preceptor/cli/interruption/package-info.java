/** Ctrl-C and other signals that end a command. */
package dev.preceptor.cli.interruption;
