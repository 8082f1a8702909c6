package dev.preceptor.trainer;

import dev.preceptor.contracts.event.PairKind;
import dev.preceptor.contracts.event.SoftTargets;
import dev.preceptor.contracts.event.TrainingExample;
import dev.preceptor.contracts.event.TrainingExampleBuilder;
import dev.preceptor.contracts.task.PromptKind;
import dev.preceptor.contracts.task.StudentPrompt;
import dev.preceptor.trainer.engine.TrainingTask;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;

/** Examples for tests. */
public final class ExampleFixtures {

    private ExampleFixtures() {}

    public static String id(int number) {
        return "id%04d".formatted(number);
    }

    /** The examples of numbers from 0. */
    public static TrainingTask.ExampleSource source(int count) {
        return source(
                IntStream.range(0, count).mapToObj(ExampleFixtures::example).toList());
    }

    public static TrainingTask.ExampleSource source(List<TrainingExample> examples) {
        return new TrainingTask.ExampleSource() {
            @Override
            public <T> List<T> read(Function<TrainingExample, T> mapper) {
                return examples.stream().map(mapper).toList();
            }
        };
    }

    /** The example of a number, with soft targets. */
    public static TrainingExample example(int number, SoftTargets softTargets) {
        return TrainingExampleBuilder.builder(example(number))
                .softTargets(softTargets)
                .build();
    }

    public static TrainingExample example(int number) {
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
