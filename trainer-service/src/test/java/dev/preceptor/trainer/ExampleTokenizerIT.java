package dev.preceptor.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.preceptor.contracts.event.PairKind;
import dev.preceptor.contracts.event.TrainingExample;
import dev.preceptor.contracts.event.TrainingExampleBuilder;
import dev.preceptor.contracts.specification.StudentSpecification;
import dev.preceptor.contracts.task.PromptKind;
import dev.preceptor.contracts.task.StudentPrompt;
import dev.preceptor.languagemodel.finetuning.TrainingSequence;
import dev.preceptor.languagemodel.tokenizer.Tokenizer;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** With real tokenizers: those of language-model's fixtures, one with a chat template and one without. */
class ExampleTokenizerIT {

    private static final Path FIXTURES =
            Path.of(System.getProperty("preceptor.root"), "language-model/src/test/resources/fixtures");

    @Test
    void aChatModelLearnsToAnswerTheMessageWithTheProgramInABlock() {
        try (Tokenizer tokenizer = Tokenizer.load(FIXTURES.resolve("llama"))) {
            StudentPrompt prompt = new StudentPrompt(PromptKind.INSTRUCTION, "Double it.");

            TrainingSequence sequence = new ExampleTokenizer(tokenizer, new StudentSpecification("m", null))
                    .tokenize(example(prompt, "def f(x):\n    return 2 * x"));

            assertThat(tokenizer.decode(sequence.promptIds(), false)).contains(prompt.asMessage());
            assertThat(tokenizer.decode(sequence.completionIds()))
                    .isEqualTo("```python\ndef f(x):\n    return 2 * x\n```");
            assertThat(last(sequence)).isEqualTo(tokenizer.endId().orElseThrow());
        }
    }

    @Test
    void aModelWithoutAChatTemplateLearnsToContinueThePrompt() {
        try (Tokenizer tokenizer = Tokenizer.load(FIXTURES.resolve("codegen"))) {
            StudentPrompt prompt = new StudentPrompt(PromptKind.COMPLETION, "def f(x):\n");

            TrainingSequence sequence = new ExampleTokenizer(tokenizer, new StudentSpecification("m", null))
                    .tokenize(example(prompt, "def f(x):\n    return 2 * x\n"));

            assertThat(tokenizer.decode(sequence.promptIds())).isEqualTo("def f(x):\n");
            assertThat(tokenizer.decode(sequence.completionIds())).isEqualTo("    return 2 * x\n");
            assertThat(last(sequence)).isEqualTo(tokenizer.endId().orElseThrow());
        }
    }

    private static int last(TrainingSequence sequence) {
        return sequence.completionIds()[sequence.completionIds().length - 1];
    }

    private static TrainingExample example(StudentPrompt prompt, String completion) {
        return TrainingExampleBuilder.builder()
                .id("id")
                .runId("run")
                .round(1)
                .taskId("t/1")
                .sample(0)
                .pair(PairKind.SOLVE)
                .pairs(1)
                .prompt(prompt)
                .completion(completion)
                .assignmentId("a")
                .attemptId("b")
                .refinementId("c")
                .testResultId("d")
                .teacherModel("reference")
                .costUsd(0)
                .build();
    }
}
