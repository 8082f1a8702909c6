package dev.preceptor.contracts.event;

import java.util.List;

/**
 * A task that the teacher wrote, before any of its code has been run.
 *
 * @param solution the whole program
 * @param calls distinct expressions that call the entry point
 */
public record DraftedTask(String prompt, String entryPoint, String solution, List<String> calls) {

    public DraftedTask {
        calls = List.copyOf(calls);
    }
}
