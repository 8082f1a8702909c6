/** {@code compare}: several methods on the same tasks, attempts and seed, and the differences of their scores. */
package dev.preceptor.cli.compare;
