package dev.preceptor.artifactstore;

/**
 * A file of a published folder.
 *
 * @param name relative to the folder, with slashes
 */
public record StoredFile(String name, long bytes) {}
