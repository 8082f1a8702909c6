/**
 * The log-probabilities of answers ({@code teacher.logprobs}) and of attempts that are scored ({@code opd}): read from responses, and kept
 * in the artifact store.
 */
package dev.preceptor.teacher.logprobs;
