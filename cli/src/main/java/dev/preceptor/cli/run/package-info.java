/** {@code run} and {@code demo}: from a specification to a report. */
package dev.preceptor.cli.run;
