/** The text of a run's report. */
package dev.preceptor.cli.report;
