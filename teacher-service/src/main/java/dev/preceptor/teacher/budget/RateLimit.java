package dev.preceptor.teacher.budget;

import java.time.Duration;

/**
 * The rate limit of a request's endpoint.
 *
 * @param endpoint identifies the endpoint; all replicas and runs that use the same one share its limit
 * @param interval minimum time between this request and the next one
 */
public record RateLimit(String endpoint, Duration interval) {}
