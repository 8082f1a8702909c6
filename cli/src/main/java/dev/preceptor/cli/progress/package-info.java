/** The progress of a run, one line per stage. */
package dev.preceptor.cli.progress;
