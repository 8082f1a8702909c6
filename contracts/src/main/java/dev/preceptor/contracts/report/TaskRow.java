package dev.preceptor.contracts.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.preceptor.contracts.event.Verdict;
import java.util.List;

/**
 * A practice task with the samples that have ended, of all rounds.
 *
 * @param cells by round and sample
 */
public record TaskRow(String taskId, List<Cell> cells) {

    /**
     * A sample.
     *
     * @param verdict on the attempt; null if it was not judged
     * @param errorType as in {@link Lesson#errorType}; null if the attempt did not fail
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Cell(int round, int sample, Outcome outcome, Verdict verdict, String errorType) {}
}
