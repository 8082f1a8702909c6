/**
 * Says once that the broker is away, and once that it is back, in each service. Kafka's clients say so every second, and each of
 * a service's clients for itself, which is why their own words are turned off here.
 */
package dev.preceptor.brokerpresence;
