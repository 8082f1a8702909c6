package dev.preceptor.trainer;

import dev.preceptor.contracts.event.PairKind;
import dev.preceptor.contracts.event.TrainingExample;
import dev.preceptor.contracts.task.PromptKind;
import dev.preceptor.contracts.task.StudentPrompt;

/** Examples for tests. */
final class Lessons {

    private Lessons() {}

    static String id(int number) {
        return "id%04d".formatted(number);
    }

    static TrainingExample example(int number) {
        StudentPrompt prompt = new StudentPrompt(PromptKind.COMPLETION, "def f" + number + "(x):\n");
        return new TrainingExample(
                id(number),
                "run",
                1,
                "t/1",
                0,
                PairKind.SOLVE,
                1,
                prompt,
                "def f" + number + "(x):\n    return " + number + " * x",
                "a",
                "b",
                "c",
                "d",
                "reference",
                0);
    }
}
