package dev.preceptor.run.taskgeneration;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.preceptor.contracts.Json;
import dev.preceptor.contracts.event.Draft;
import dev.preceptor.contracts.event.DraftTrial;
import dev.preceptor.contracts.task.PromptKind;
import dev.preceptor.contracts.task.Task;
import dev.preceptor.contracts.task.TaskBuilder;
import java.util.List;

/** A task that was made from a draft, with its origin. */
record GeneratedTask(Task task, Draft draft) {

    /** Makes the task. Its first test is public, so that a student can refine an attempt with it. */
    static GeneratedTask of(DraftTrial trial) {
        Draft draft = trial.draft();
        Task task = TaskBuilder.builder()
                .id("%s/%04d".formatted(draft.runId(), draft.request().number()))
                .prompt(draft.task().prompt())
                .promptKind(PromptKind.INSTRUCTION)
                .entryPoint(draft.task().entryPoint())
                .tests(trial.tests().subList(1, trial.tests().size()))
                .publicTests(trial.tests().subList(0, 1))
                .solutions(List.of(draft.task().solution()))
                .build();
        return new GeneratedTask(task, draft);
    }

    /** The task as one line of a task file, with its origin in a field that readers of task files ignore. */
    String line() {
        ObjectNode line = Json.mapper().valueToTree(task);
        ObjectNode origin = line.putObject("origin");
        origin.put("draft", draft.id());
        origin.put("teacherModel", draft.model());
        origin.put("costUsd", draft.costUsd());
        draft.request().seeds().forEach(seed -> origin.withArray("seeds").add(seed.id()));
        try {
            return Json.mapper().writeValueAsString(line);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a task is always JSON", e);
        }
    }
}
