package dev.preceptor.contracts.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.preceptor.contracts.event.CheckpointReference;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * The report of a round. The losses and the checkpoint are null if there were no training examples.
 *
 * @param examples the number of training examples that its training had, with those of earlier rounds if it began from the base
 * @param ledger the outcomes of its tasks
 * @param passAt1 pass@1 of the first answers in its checkpoint's exam; null if there is no result yet
 * @param stopped why no round followed; null if one did, or if the run continues
 * @param tasks the number of its practice tasks; null in reports of earlier versions, as are the following
 * @param lessons the number of training examples that it made
 * @param calls the number of paid answers of the teacher that were recorded during the round
 * @param costUsd their cost in US dollars
 * @param replayed how many of {@code examples} are attempts of the student that passed, mixed in by {@code training.replay}; null: none
 * @param scored the attempts of the student that the teacher scored; null: none
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@RecordBuilder
public record RoundReport(
        int round,
        int examples,
        Double firstLoss,
        Double lastLoss,
        CheckpointReference checkpoint,
        Ledger ledger,
        Double passAt1,
        String stopped,
        Integer tasks,
        Integer lessons,
        Integer calls,
        Double costUsd,
        Integer replayed,
        Scored scored) {

    /**
     * Attempts that were scored.
     *
     * @param attempts their number
     * @param tokens the number of their tokens
     * @param trained the number of scored attempts in the round's training by their lag, the rounds since they were written; also of earlier
     *     rounds
     * @param stale the number of attempts of earlier rounds that {@code opd.maxLag} left out of it
     */
    public record Scored(
            int attempts,
            long tokens,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<Integer, Integer> trained,
            @JsonInclude(JsonInclude.Include.NON_DEFAULT) int stale) {

        public Scored {
            trained = trained == null ? Map.of() : Collections.unmodifiableMap(new TreeMap<>(trained));
        }
    }

    /** The value of {@link #stopped} after the last of the requested rounds. */
    public static final String LAST = "it was the last round";
}
