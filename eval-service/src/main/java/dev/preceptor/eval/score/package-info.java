/** The numbers of an exam: pass@k and how sure it is. */
package dev.preceptor.eval.score;
