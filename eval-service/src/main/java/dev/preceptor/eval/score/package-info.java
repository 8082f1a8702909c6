/** The results of an exam: pass@k and its confidence interval. */
package dev.preceptor.eval.score;
