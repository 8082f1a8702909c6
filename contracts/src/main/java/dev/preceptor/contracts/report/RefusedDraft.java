package dev.preceptor.contracts.report;

import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * A draft that did not become a task.
 *
 * @param number the number of the draft within its generation, from 1
 * @param reason the name of a {@link dev.preceptor.contracts.event.DropReason}; {@value #UNFUNDED} if the budget did not allow the
 *     draft; {@value #FAULTED} if an infrastructure fault lost it
 * @param detail what exactly was wrong, in one line: the error that the solution raised, the part of the answer that is missing, or
 *     the id of the task that it repeats; null if a service of an older version gave none
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RefusedDraft(int number, String reason, String detail) {

    public static final String UNFUNDED = "UNFUNDED";
    public static final String FAULTED = "FAULTED";
}
