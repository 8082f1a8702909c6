package dev.preceptor.teacher.budget;

import java.time.Duration;

/**
 * How fast an endpoint may be asked.
 *
 * @param endpoint its name, by which replicas and runs share it
 * @param interval how long nobody else's turn comes after this request's
 */
public record Pace(String endpoint, Duration interval) {}
