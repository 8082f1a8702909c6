package dev.preceptor.student.rollout;

import dev.preceptor.stage.retry.Backoff;
import java.time.Duration;

/**
 * How long rollouts are tried.
 *
 * @param timeout after which a rollout that waits for a server has failed
 * @param backoff between two tries
 * @param failureMemory how long a failure counts for others that wait for the same checkpoint
 */
record RolloutLimits(Duration timeout, Backoff backoff, Duration failureMemory) {}
