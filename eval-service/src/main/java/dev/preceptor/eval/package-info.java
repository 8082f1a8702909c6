/** Examines checkpoints: hands out exam assignments, collects their test results and reports pass@k. */
package dev.preceptor.eval;
