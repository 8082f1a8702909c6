/** A run while it happens, one line a stage. */
package dev.preceptor.cli.progress;
