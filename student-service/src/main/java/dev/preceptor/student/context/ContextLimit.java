package dev.preceptor.student.context;

import dev.preceptor.contracts.specification.StudentSpecification;
import dev.preceptor.languagemodel.checkpoint.ModelConfiguration;
import dev.preceptor.student.openai.ServedModelList;
import java.util.Optional;

/**
 * How many tokens a student's prompt and answer may have together.
 *
 * @param reason where the number comes from, for messages
 */
public record ContextLimit(int tokens, String reason) {

    /**
     * The limit of a student; empty if it is on a server that does not tell it.
     *
     * @param model the configuration of the student's weights
     * @param configured student-service's setting {@code student.context-length}
     * @param key the key of the student's server; null for none
     */
    public static Optional<ContextLimit> of(
            StudentSpecification student, ModelConfiguration model, int configured, String key) {
        if (student.backend().equals("openai")) {
            return ServedModelList.contextLength(student, key)
                    .map(tokens -> new ContextLimit(tokens, "max_model_len of the server at " + student.baseUrl()));
        }
        return Optional.of(
                configured < model.contextLength()
                        ? new ContextLimit(
                                configured,
                                "the setting student.context-length (STUDENT_CONTEXT_LENGTH) of student-service")
                        : new ContextLimit(model.contextLength(), "the model's context length"));
    }
}
