package dev.preceptor.teacher.batch;

import java.time.Duration;

/**
 * Time limits of batches.
 *
 * @param create how long it may take to create a batch, the upload included
 * @param read how long after its creation the results of a batch are asked for
 * @param postpone how long requests wait for a provider that takes no batch, such as one that responds with 429
 */
public record BatchTimeouts(Duration create, Duration read, Duration postpone) {}
