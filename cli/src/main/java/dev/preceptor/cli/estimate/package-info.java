/** {@code estimate}: the cost of a run's teacher, before any call to it. */
package dev.preceptor.cli.estimate;
