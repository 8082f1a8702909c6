package dev.preceptor.contracts.event;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.preceptor.contracts.Ids;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.List;

/**
 * The result of running a draft.
 *
 * @param dropped why the draft is rejected; null if it is not
 * @param tests assertions that the solution passes, in the order of the draft's calls; may be empty
 * @param rival the id of a rival task whose tests the solution passes; null if there is none
 * @param fault the infrastructure fault that prevented the trial; null if there was none
 * @param seconds the duration of the trial, in seconds
 * @param detail what exactly was wrong with a rejected draft, in one line, such as the error that its solution raised; null if it
 *     is not rejected, and in trials of older versions
 */
@RecordBuilder
public record DraftTrial(
        String id,
        Draft draft,
        DropReason dropped,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> tests,
        String rival,
        String fault,
        double seconds,
        String detail)
        implements Event, DraftTrialBuilder.With {

    public DraftTrial {
        tests = tests == null ? List.of() : List.copyOf(tests);
    }

    /** Returns a trial's id: a hash of the draft's id. */
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
