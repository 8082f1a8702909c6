package dev.preceptor.contracts.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.List;

/**
 * The calls and the cost of the teacher.
 *
 * @param calls the number of paid answers (0 for the reference teacher, which calls no model)
 * @param costUsd the cost in US dollars; a call without an answer counts at its greatest possible cost
 * @param cached the requests that an earlier answer of the same purse served
 * @param unknownUsd the unconfirmed part of {@code costUsd}: calls that may have been billed without an answer, and
 *     calls in flight
 * @param uncounted the paid answers for which the server reported no tokens; each counts at its greatest cost
 * @param rungs the same for each teacher, in the order in which they are asked; empty if the run has one teacher
 * @param batches the requests that were sent in batches; null if none was
 */
@RecordBuilder
public record TeacherBill(
        String model,
        int calls,
        long promptTokens,
        long completionTokens,
        double costUsd,
        double budgetUsd,
        Cached cached,
        double unknownUsd,
        @JsonInclude(JsonInclude.Include.NON_DEFAULT) int uncounted,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<RungBill> rungs,
        @JsonInclude(JsonInclude.Include.NON_NULL) BatchBill batches) {

    public TeacherBill {
        cached = cached == null ? Cached.NONE : cached;
        rungs = rungs == null ? List.of() : List.copyOf(rungs);
    }

    /**
     * Answers that were reused.
     *
     * @param savedUsd the cost of the original calls in US dollars
     */
    public record Cached(int calls, long promptTokens, long completionTokens, double savedUsd) {

        public static final Cached NONE = new Cached(0, 0, 0, 0);
    }
}
