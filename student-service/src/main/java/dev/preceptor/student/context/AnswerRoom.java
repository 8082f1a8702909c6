package dev.preceptor.student.context;

import dev.preceptor.contracts.event.Assignment;
import dev.preceptor.contracts.event.Purpose;
import java.util.Optional;

/**
 * The room that the prompt of an assignment leaves for the answer.
 *
 * @param promptTokens the length of the prompt
 * @param context how many tokens prompt and answer may have together
 */
public record AnswerRoom(Assignment assignment, int promptTokens, int context) {

    private static final String LIMITS = " (the model's context length, or the setting student.context-length"
            + " (STUDENT_CONTEXT_LENGTH) of student-service)";

    /** Why the task cannot be attempted, in words; empty if there is room for an answer. */
    public Optional<String> refusal() {
        return promptTokens < context
                ? Optional.empty()
                : Optional.of(prompt() + ", and prompt and answer together may have " + context + LIMITS
                        + "; leave the task out");
    }

    /** What cuts the answer short of the length that the specification allows, in words; empty if nothing does. */
    public Optional<String> shortage() {
        int most = assignment.sampling().maxTokens();
        return promptTokens + most <= context
                ? Optional.empty()
                : Optional.of("%s, and %s is %d: together more than the %d tokens that the student's context has%s. %s"
                        .formatted(
                                prompt(),
                                setting(),
                                most,
                                context,
                                LIMITS,
                                "Answers to such tasks are cut at the end of the context; set " + setting()
                                        + " to at most " + (context - promptTokens)
                                        + ", or leave the tasks out"));
    }

    private String prompt() {
        return "the prompt of the task " + assignment.task().id() + " has " + promptTokens + " tokens";
    }

    private String setting() {
        return assignment.purpose() == Purpose.EXAM ? "exam.maxTokens" : "practice.maxTokens";
    }
}
