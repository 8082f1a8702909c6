/** {@code probe}: what a student can do with a run's tasks, and what a run is likely to need, before money is spent. */
package dev.preceptor.cli.probe;
