/** The log-probabilities of answers ({@code teacher.logprobs}): read from responses, and kept in the artifact store. */
package dev.preceptor.teacher.logprobs;
