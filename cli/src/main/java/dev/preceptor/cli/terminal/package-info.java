/** The user's terminal, and the target of JSON output. */
package dev.preceptor.cli.terminal;
