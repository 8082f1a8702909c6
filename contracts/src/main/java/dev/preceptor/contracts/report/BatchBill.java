package dev.preceptor.contracts.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;

/**
 * The requests that were sent to a teacher in batches.
 *
 * @param waiting the requests in batches that have no outcome
 * @param ended the number of batches that have ended
 * @param open the batches that have not ended
 */
public record BatchBill(int waiting, int ended, List<Open> open) {

    public BatchBill {
        open = open == null ? List.of() : List.copyOf(open);
    }

    /**
     * A batch that has not ended.
     *
     * @param key our own name of the batch, also in the provider's metadata where the protocol has them
     * @param id the provider's name of the batch; null if it is not known
     * @param rung the rung that is asked; null if there is one teacher
     * @param since when it was created, or when its creation began
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Open(String key, String id, String rung, int requests, Instant since) {}
}
