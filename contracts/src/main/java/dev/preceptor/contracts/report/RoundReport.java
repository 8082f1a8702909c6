package dev.preceptor.contracts.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.preceptor.contracts.event.CheckpointReference;

/**
 * A round; losses and checkpoint are null where there was nothing to train on.
 *
 * @param examples what it trained on
 * @param ledger how its tasks ended
 * @param passAt1 of its checkpoint's exam, first answers; null where there is none yet
 * @param stopped why no round followed; null where one did, or where the run goes on
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

    /** {@link #stopped} where as many rounds were made as were asked for. */
    public static final String LAST = "it was the last round";
}
