/**
 * Judging: {@link dev.preceptor.executor.judge.Conclusion} derives the verdict and the feedback from a program, its tests and the observations of
 * the {@link dev.preceptor.executor.sandbox sandbox} that has run them.
 */
package dev.preceptor.executor.judge;
