package dev.preceptor.contracts.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.preceptor.contracts.event.CheckpointReference;

/**
 * The report of a round. The losses and the checkpoint are null if there were no training examples.
 *
 * @param examples the number of training examples
 * @param ledger the outcomes of its tasks
 * @param passAt1 pass@1 of the first answers in its checkpoint's exam; null if there is no result yet
 * @param stopped why no round followed; null if one did, or if the run continues
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RoundReport(
        int round,
        int examples,
        Double firstLoss,
        Double lastLoss,
        CheckpointReference checkpoint,
        Ledger ledger,
        Double passAt1,
        String stopped) {

    /** The value of {@link #stopped} after the last of the requested rounds. */
    public static final String LAST = "it was the last round";
}
