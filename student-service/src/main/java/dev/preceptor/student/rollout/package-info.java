/**
 * Brings checkpoints to the servers of students, as docs/SERVING.md describes. {@link dev.preceptor.student.rollout.Rollouts} is what
 * the rest of the service calls; {@link dev.preceptor.student.rollout.Rollout} has an implementation for each kind of engine.
 */
package dev.preceptor.student.rollout;
