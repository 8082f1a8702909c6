package dev.preceptor.contracts.event;

import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * Where the artifact store has a teacher's log-probabilities at consecutive tokens of a completion. A file holds those of many
 * examples; docs/TRAINERS.md describes its form.
 *
 * @param uri the URI of the file
 * @param sha256 the SHA-256 of the file, verified on every read
 * @param offset the first row in the file, from 0
 * @param rows the number of rows, one for each token
 * @param first the token of the first row: an index into the completion's tokens, from 0. Null: the rows are those of a teacher's whole
 *     answer, and the completion's tokens stand among theirs
 */
public record SoftTargets(
        String uri, String sha256, long offset, int rows, @JsonInclude(JsonInclude.Include.NON_NULL) Integer first) {

    public SoftTargets {
        if (offset < 0 || rows < 1 || first != null && first < 0) {
            throw new IllegalArgumentException(
                    "soft targets need an offset and a first token from 0 and at least one row, not %d, %s and %d"
                            .formatted(offset, first, rows));
        }
    }
}
