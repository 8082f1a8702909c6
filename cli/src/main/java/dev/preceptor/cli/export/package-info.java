/** {@code export}: a run's training examples in the formats of other trainers. */
package dev.preceptor.cli.export;
