/** Tasks that the teacher drafted, run: what their solutions return becomes their tests. */
package dev.preceptor.executor.trial;
