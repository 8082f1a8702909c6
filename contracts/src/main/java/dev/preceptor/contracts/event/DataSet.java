package dev.preceptor.contracts.event;

/**
 * A file of JSON lines in the artifact store.
 *
 * @param uri where it lies
 * @param sha256 of its bytes, checked on reading
 * @param count its lines
 */
public record DataSet(String uri, String sha256, int count) {}
