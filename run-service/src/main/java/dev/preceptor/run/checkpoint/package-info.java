/** The checkpoints of runs: what is known of them, their files, and the examples that they were trained on. */
package dev.preceptor.run.checkpoint;
