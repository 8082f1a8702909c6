package dev.preceptor.trainer;

import dev.preceptor.contracts.event.PairKind;
import dev.preceptor.contracts.event.TrainingExample;
import dev.preceptor.contracts.event.TrainingExampleBuilder;
import dev.preceptor.contracts.task.PromptKind;
import dev.preceptor.contracts.task.StudentPrompt;

/** Examples for tests. */
final class ExampleFixtures {

    private ExampleFixtures() {}

    static String id(int number) {
        return "id%04d".formatted(number);
    }

    static TrainingExample example(int number) {
        StudentPrompt prompt = new StudentPrompt(PromptKind.COMPLETION, "def f" + number + "(x):\n");
        return TrainingExampleBuilder.builder()
                .id(id(number))
                .runId("run")
                .round(1)
                .taskId("t/1")
                .sample(0)
                .pair(PairKind.SOLVE)
                .pairs(1)
                .prompt(prompt)
                .completion("def f" + number + "(x):\n    return " + number + " * x")
                .assignmentId("a")
                .attemptId("b")
                .refinementId("c")
                .testResultId("d")
                .teacherModel("reference")
                .costUsd(0)
                .build();
    }
}
