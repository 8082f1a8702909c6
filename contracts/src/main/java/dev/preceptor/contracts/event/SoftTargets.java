package dev.preceptor.contracts.event;

/**
 * Where the artifact store has a teacher's log-probabilities at consecutive tokens of a completion. A file holds those of many
 * examples; docs/TRAINERS.md describes its form.
 *
 * @param uri the URI of the file
 * @param sha256 the SHA-256 of the file, verified on every read
 * @param offset the first row in the file, from 0
 * @param rows the number of rows, one for each token
 * @param first the token of the first row: an index into the completion's tokens, from 0
 */
public record SoftTargets(String uri, String sha256, long offset, int rows, int first) {

    public SoftTargets {
        if (offset < 0 || rows < 1 || first < 0) {
            throw new IllegalArgumentException(
                    "soft targets need an offset and a first token from 0 and at least one row, not %d, %d and %d"
                            .formatted(offset, first, rows));
        }
    }
}
