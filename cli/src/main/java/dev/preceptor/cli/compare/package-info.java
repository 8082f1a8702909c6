/** Several methods on the same tasks, attempts and seed, and what sets their results apart. */
package dev.preceptor.cli.compare;
