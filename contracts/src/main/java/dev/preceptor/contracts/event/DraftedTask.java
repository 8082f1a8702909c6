package dev.preceptor.contracts.event;

import java.util.List;

/**
 * A task as the teacher wrote it, nothing of it run yet.
 *
 * @param solution the whole program
 * @param calls expressions that call the entry point, none twice
 */
public record DraftedTask(String prompt, String entryPoint, String solution, List<String> calls) {

    public DraftedTask {
        calls = List.copyOf(calls);
    }
}
