package dev.preceptor.contracts.event;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.preceptor.contracts.Ids;
import java.util.List;

/**
 * How a draft fared when it was run.
 *
 * @param dropped why it is no task; null where it may be one
 * @param tests assertions that the solution passes, in the order of the draft's calls; empty where there are none
 * @param rival the id of a rival whose tests the solution passes; null where it passes none's
 * @param fault what went wrong on our side, so that nothing is said of the draft; null where nothing did
 * @param seconds how long running it took
 */
public record DraftTrial(
        String id,
        Draft draft,
        DropReason dropped,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> tests,
        String rival,
        String fault,
        double seconds)
        implements Event {

    public DraftTrial {
        tests = tests == null ? List.of() : List.copyOf(tests);
    }

    /** A trial's id: the draft determines it. */
    public static String idOf(Draft draft) {
        return Ids.of("draft-trial", draft.id());
    }

    @Override
    public String runId() {
        return draft.runId();
    }

    @Override
    public String key() {
        return draft.key();
    }
}
