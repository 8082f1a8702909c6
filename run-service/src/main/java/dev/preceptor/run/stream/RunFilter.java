package dev.preceptor.run.stream;

import dev.preceptor.contracts.event.Run;
import java.util.Locale;

/**
 * Which runs a request asks for.
 *
 * @param state only runs in this state; null: any
 * @param text only runs whose id contains this text, in upper or lower case; null: any
 */
public record RunFilter(Run.State state, String text) {

    public RunFilter {
        text = text == null || text.isBlank() ? null : text.strip().toLowerCase(Locale.ROOT);
    }

    /** The id begins with the name. */
    boolean matches(Run run) {
        return (state == null || run.state() == state)
                && (text == null || run.runId().toLowerCase(Locale.ROOT).contains(text));
    }
}
