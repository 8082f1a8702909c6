/**
 * Files of samples, which are programs to judge, and of their results, in the forms of human-eval and EvalPlus. Judging them needs
 * the sandbox alone, no broker.
 */
package dev.preceptor.executor.samples;
