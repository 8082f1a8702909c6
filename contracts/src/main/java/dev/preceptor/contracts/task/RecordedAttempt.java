package dev.preceptor.contracts.task;

import com.fasterxml.jackson.annotation.JsonAlias;
import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * An attempt that was made before, by whatever model, as a line of {@code practice.recorded} holds it.
 *
 * @param sample which of the task's, from 0; null: the next one
 * @param code the whole program; null where there is a completion
 * @param completion what follows the task's prompt, where that is code; otherwise an answer that holds the program
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RecordedAttempt(@JsonAlias("task_id") String taskId, Integer sample, String code, String completion) {

    /** @throws IllegalArgumentException saying what is missing */
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

    /** The program; empty where the completion holds none. */
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

    /** The same as a certain sample of a task by its own id. */
    public RecordedAttempt as(String id, int which) {
        return new RecordedAttempt(id, which, code, completion);
    }
}
