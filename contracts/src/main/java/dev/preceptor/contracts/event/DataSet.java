package dev.preceptor.contracts.event;

/**
 * A file of JSON lines in the artifact store.
 *
 * @param uri the URI of the file
 * @param sha256 the SHA-256 of the file, verified on every read
 * @param count the number of lines
 */
public record DataSet(String uri, String sha256, int count) {}
