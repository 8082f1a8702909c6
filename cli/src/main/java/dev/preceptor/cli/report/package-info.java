/** A run's report as a person reads it. */
package dev.preceptor.cli.report;
