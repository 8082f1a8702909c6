package dev.preceptor.contracts.task;

import com.fasterxml.jackson.annotation.JsonAlias;
import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * A line of the file {@code practice.recorded}: an attempt that any model made before the run.
 *
 * @param sample the index of the sample of the task, from 0; null: the next one
 * @param code the whole program; null if there is a completion
 * @param completion the continuation of the task's prompt, if that is code; otherwise an answer that contains the
 *     program
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RecordedAttempt(@JsonAlias("task_id") String taskId, Integer sample, String code, String completion) {

    /** @throws IllegalArgumentException if a field is missing or invalid; the message names it */
    public RecordedAttempt {
        if (taskId == null || taskId.isBlank()) {
            throw new IllegalArgumentException("lacks \"taskId\"");
        }
        if (code == null && completion == null) {
            throw new IllegalArgumentException("has neither \"code\" nor \"completion\"");
        }
        if (sample != null && sample < 0) {
            throw new IllegalArgumentException("\"sample\" is " + sample + ", counted from 0");
        }
    }

    /** Returns the program; empty if the completion contains none. */
    public String program(Task task) {
        if (code != null) {
            return code;
        }
        if (task.promptKind() == PromptKind.COMPLETION) {
            return task.prompt() + completion;
        }
        String program = AnswerCode.inAnswer(completion, task.entryPoint());
        return program.isEmpty() ? completion : program;
    }

    /** Returns a copy with the given task id and sample. */
    public RecordedAttempt as(String id, int which) {
        return new RecordedAttempt(id, which, code, completion);
    }
}
