package dev.preceptor.contracts.event;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.preceptor.contracts.Ids;
import dev.preceptor.contracts.vocabulary.VocabularyProbe;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.List;

/**
 * The student's answer to an assignment.
 *
 * @param code the program extracted from the completion; empty if there is none
 * @param completion the text that the model generated
 * @param seconds the duration of the generation, in seconds
 * @param vocabulary the fingerprint of the student's tokenizer, see {@link VocabularyProbe}; null if it is unknown, or no teacher is asked
 *     for log-probabilities
 * @param tokens the generated tokens, with the end token if the answer ended with one; null if no teacher scores attempts
 */
@RecordBuilder
public record Attempt(
        String id,
        Assignment assignment,
        String code,
        String completion,
        int promptTokens,
        int completionTokens,
        FinishReason finishReason,
        double seconds,
        @JsonInclude(JsonInclude.Include.NON_NULL) String vocabulary,
        @JsonInclude(JsonInclude.Include.NON_NULL) List<Integer> tokens)
        implements Submission, AttemptBuilder.With {

    /** Returns an attempt of a student whose vocabulary and tokens are unknown. */
    public static Attempt of(
            String id,
            Assignment assignment,
            String code,
            String completion,
            int promptTokens,
            int completionTokens,
            FinishReason finishReason,
            double seconds) {
        return AttemptBuilder.builder()
                .id(id)
                .assignment(assignment)
                .code(code)
                .completion(completion)
                .promptTokens(promptTokens)
                .completionTokens(completionTokens)
                .finishReason(finishReason)
                .seconds(seconds)
                .build();
    }

    /** Returns an attempt's id: a hash of its assignment's id. */
    public static String idOf(Assignment assignment) {
        return Ids.of("attempt", assignment.id());
    }

    @Override
    public String runId() {
        return assignment.runId();
    }

    @Override
    public String key() {
        return assignment.key();
    }
}
