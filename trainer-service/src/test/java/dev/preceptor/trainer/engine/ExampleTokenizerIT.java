package dev.preceptor.trainer.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.preceptor.artifactstore.SoftTargetRows;
import dev.preceptor.contracts.event.PairKind;
import dev.preceptor.contracts.event.SoftTargets;
import dev.preceptor.contracts.event.TrainingExample;
import dev.preceptor.contracts.event.TrainingExampleBuilder;
import dev.preceptor.contracts.specification.StudentSpecification;
import dev.preceptor.contracts.specification.StudentSpecificationBuilder;
import dev.preceptor.contracts.task.PromptKind;
import dev.preceptor.contracts.task.StudentPrompt;
import dev.preceptor.languagemodel.finetuning.TrainingSequence;
import dev.preceptor.languagemodel.tokenizer.Tokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** With real tokenizers: those of language-model's fixtures, one with a chat template and one without. */
class ExampleTokenizerIT {

    private static final Path FIXTURES =
            Path.of(System.getProperty("preceptor.root"), "language-model/src/test/resources/fixtures");

    private static final Path STUDENTS = FIXTURES.resolveSibling("students");

    @Test
    void aChatModelLearnsToAnswerTheMessageWithTheProgramInABlock() {
        try (Tokenizer tokenizer = Tokenizer.load(FIXTURES.resolve("llama"))) {
            StudentPrompt prompt = new StudentPrompt(PromptKind.INSTRUCTION, "Double it.");

            TrainingSequence sequence = new ExampleTokenizer(
                            tokenizer, StudentSpecification.of("m"), SoftTargetReader.none())
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

            TrainingSequence sequence = new ExampleTokenizer(
                            tokenizer, StudentSpecification.of("m"), SoftTargetReader.none())
                    .tokenize(example(prompt, "def f(x):\n    return 2 * x\n"));

            assertThat(tokenizer.decode(sequence.promptIds())).isEqualTo("def f(x):\n");
            assertThat(tokenizer.decode(sequence.completionIds())).isEqualTo("    return 2 * x\n");
            assertThat(last(sequence)).isEqualTo(tokenizer.endId().orElseThrow());
        }
    }

    @Test
    void theSettingsOfTheStudentsPromptsApplyToItsTraining() {
        StudentSpecification student = StudentSpecificationBuilder.builder()
                .model("m")
                .systemPrompt("Be brief.")
                .template(Map.of("enable_thinking", false))
                .build();
        StudentPrompt prompt = new StudentPrompt(PromptKind.INSTRUCTION, "Double it.");
        try (ExampleTokenizer examples = new ExampleTokenizer(
                        Tokenizer.load(STUDENTS.resolve("qwen3")), student, SoftTargetReader.none());
                Tokenizer tokenizer = Tokenizer.load(STUDENTS.resolve("qwen3"))) {
            TrainingSequence sequence = examples.tokenize(example(prompt, "def f(x):\n    return 2 * x"));

            assertThat(sequence.promptIds())
                    .isEqualTo(
                            tokenizer.encode(
                                    "<|im_start|>system\nBe brief.<|im_end|>\n<|im_start|>user\nDouble it.\n\n"
                                            + "Answer with the function only.<|im_end|>\n<|im_start|>assistant\n<think>\n\n</think>\n\n"));
            assertThat(tokenizer.decode(sequence.completionIds()))
                    .isEqualTo("```python\ndef f(x):\n    return 2 * x\n```");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"codellama", "mistral"})
    void aTokenizerThatWritesASpaceInFrontAddsNoneToTheProgram(String model) {
        StudentSpecification student = StudentSpecificationBuilder.builder()
                .model("m")
                .prompt("completion")
                .build();
        StudentPrompt prompt = new StudentPrompt(PromptKind.COMPLETION, "def f(x):\n");
        try (ExampleTokenizer examples = new ExampleTokenizer(
                        Tokenizer.load(STUDENTS.resolve(model)), student, SoftTargetReader.none());
                Tokenizer tokenizer = Tokenizer.load(STUDENTS.resolve(model))) {
            TrainingSequence sequence = examples.tokenize(example(prompt, "def f(x):\n    return 2 * x\n"));

            assertThat(sequence.promptIds()).isEqualTo(tokenizer.encode("def f(x):\n"));
            assertThat(tokenizer.decodeAfter(sequence.promptIds(), sequence.completionIds()))
                    .isEqualTo("    return 2 * x\n");
            int[] whole = new int[sequence.length() - 1];
            System.arraycopy(sequence.promptIds(), 0, whole, 0, sequence.promptIds().length);
            System.arraycopy(
                    sequence.completionIds(),
                    0,
                    whole,
                    sequence.promptIds().length,
                    whole.length - sequence.promptIds().length);
            assertThat(whole).isEqualTo(tokenizer.encode("def f(x):\n    return 2 * x\n"));
        }
    }

    @Test
    void theDateOfTheRunIsTrained(@TempDir Path folder) throws IOException {
        for (String file : List.of("tokenizer.json", "tokenizer_config.json")) {
            Files.copy(STUDENTS.resolve("qwen3").resolve(file), folder.resolve(file));
        }
        Files.writeString(
                folder.resolve("chat_template.jinja"), "{{ strftime_now('%d %b %Y') }}: {{ messages[0].content }}");
        StudentSpecification student = StudentSpecification.of("m").datedBy(LocalDate.of(2026, 3, 7));
        try (ExampleTokenizer examples =
                        new ExampleTokenizer(Tokenizer.load(folder), student, SoftTargetReader.none());
                Tokenizer tokenizer = Tokenizer.load(folder)) {
            TrainingSequence sequence =
                    examples.tokenize(example(new StudentPrompt(PromptKind.INSTRUCTION, "Double it."), "pass"));

            assertThat(tokenizer.decode(sequence.promptIds())).startsWith("07 Mar 2026: Double it.");
        }
    }

    @Test
    void aScoredAttemptHasTheTokensThatTheStudentGenerated() {
        try (Tokenizer tokenizer = Tokenizer.load(FIXTURES.resolve("llama"))) {
            SoftTargetRows rows =
                    new SoftTargetRows(new int[] {5, 6, 7}, 1, new int[] {5, 6, 7}, new float[] {-0.5f, -0.25f, -1});
            ExampleTokenizer examples = new ExampleTokenizer(
                    tokenizer, StudentSpecification.of("m"), new SoftTargetReader(address -> Optional.of(rows), 256));

            TrainingSequence sequence = examples.tokenize(scored());

            assertThat(sequence.completionIds()).containsExactly(5, 6, 7);
            assertThat(sequence.soft().first()).isZero();
            assertThat(sequence.soft().logProbabilities()).containsExactly(-0.5f, -0.25f, -1);
        }
    }

    @Test
    void aScoredAttemptIsNeverLearnedAsText() {
        try (Tokenizer tokenizer = Tokenizer.load(FIXTURES.resolve("llama"))) {
            ExampleTokenizer withoutFiles = new ExampleTokenizer(
                    tokenizer, StudentSpecification.of("m"), new SoftTargetReader(address -> Optional.empty(), 256));

            assertThatThrownBy(() -> withoutFiles.tokenize(scored()))
                    .isInstanceOf(TrainingException.class)
                    .hasMessageContaining("cannot be trained without its scores");
        }
    }

    private static TrainingExample scored() {
        return TrainingExampleBuilder.builder(
                        example(new StudentPrompt(PromptKind.INSTRUCTION, "Double it."), "the attempt"))
                .pair(PairKind.SCORE)
                .tokens(List.of(5, 6, 7))
                .softTargets(new SoftTargets("file:///soft", "05", 0, 3, 0))
                .build();
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
