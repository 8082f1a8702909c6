package dev.preceptor.student.djl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.preceptor.contracts.event.Assignment;
import dev.preceptor.contracts.event.Attempt;
import dev.preceptor.contracts.event.CheckpointReference;
import dev.preceptor.contracts.event.FinishReason;
import dev.preceptor.contracts.specification.StudentSpecification;
import dev.preceptor.contracts.specification.StudentSpecificationBuilder;
import dev.preceptor.languagemodel.tokenizer.Tokenizer;
import dev.preceptor.student.Assignments;
import dev.preceptor.student.Settings;
import dev.preceptor.student.StudentConfiguration;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With a real model: the tiny llama of language-model's fixtures, whose weights are random. */
class DjlStudentIT {

    private static final Path MODEL =
            Path.of(System.getProperty("preceptor.root"), "language-model/src/test/resources/fixtures/llama");

    private static final Path STUDENTS =
            Path.of(System.getProperty("preceptor.root"), "language-model/src/test/resources/students");

    @TempDir
    Path folder;

    private LoadedModels models;

    @AfterEach
    void close() {
        if (models != null) {
            models.close();
        }
    }

    @Test
    void anAssignmentThatIsDeliveredAgainMakesTheSameAttempt() {
        DjlStudent student = student(2);
        Assignment assignment = assignment("t/1", MODEL.toString());

        Attempt first = student.attempt(assignment);
        Attempt second = student.attempt(assignment);

        assertThat(second.id()).isEqualTo(first.id());
        assertThat(second.completion()).isEqualTo(first.completion());
        assertThat(first.completionTokens()).isEqualTo(12);
        assertThat(first.finishReason()).isEqualTo(FinishReason.LENGTH);
    }

    @Test
    void whatElseIsAnsweredAtTheSameTimeChangesNothing() {
        DjlStudent student = student(2);
        String alone = student.attempt(assignment("t/1", MODEL.toString())).completion();

        List<CompletableFuture<Attempt>> together = List.of("t/0", "t/1", "t/2", "t/3").stream()
                .map(id -> CompletableFuture.supplyAsync(() -> student.attempt(assignment(id, MODEL.toString()))))
                .toList();

        assertThat(together.get(1).join().completion()).isEqualTo(alone);
    }

    @Test
    void eachTaskIsSampledOnItsOwn() {
        DjlStudent student = student(2);

        assertThat(student.attempt(assignment("t/1", MODEL.toString())).completion())
                .isNotEqualTo(
                        student.attempt(assignment("t/2", MODEL.toString())).completion());
    }

    @Test
    void aModelThatIsNotThereIsAnErrorThatNamesIt() {
        DjlStudent student = student(2);
        Assignment assignment = assignment("t/1", folder.resolve("absent").toString());

        assertThatThrownBy(() -> student.attempt(assignment)).hasMessageContaining("absent");
    }

    @Test
    void theSettingsOfTheStudentMakeItsPrompt() {
        Path model = STUDENTS.resolve("qwen3");
        DjlStudent student = student(2);
        StudentSpecification chat = StudentSpecificationBuilder.builder()
                .model(model.toString())
                .systemPrompt("Be brief.")
                .template(Map.of("enable_thinking", false))
                .build();
        StudentSpecification completion = StudentSpecificationBuilder.builder()
                .model(model.toString())
                .prompt("completion")
                .build();
        Assignment assignment = assignment("t/1", model.toString());
        try (Tokenizer tokenizer = Tokenizer.load(model)) {
            assertThat(student.attempt(assignment.withStudent(chat)).promptTokens())
                    .isEqualTo(tokenizer.encode(
                                    "<|im_start|>system\nBe brief.<|im_end|>\n<|im_start|>user\nDouble it.\n\n"
                                            + "Answer with the function only.<|im_end|>\n<|im_start|>assistant\n<think>\n\n</think>\n\n")
                            .length);
            assertThat(student.attempt(assignment.withStudent(completion)).promptTokens())
                    .isEqualTo(tokenizer.encode("# Double it.\n").length);
        }
    }

    @Test
    void aPromptThatDoesNotFitNamesTheSetting() {
        Path model = STUDENTS.resolve("qwen3");
        models = new LoadedModels(Settings.of(folder, 2, Map.of("context-length", "20")));
        DjlStudent student = new DjlStudent(models, Settings.of(folder, 2, Map.of()));

        assertThatThrownBy(() -> student.attempt(assignment("t/1", model.toString())))
                .hasMessageContaining("together may have 20")
                .hasMessageContaining("student.context-length");
    }

    private DjlStudent student(int slots) {
        StudentConfiguration configuration = Settings.of(folder, slots, Map.of());
        models = new LoadedModels(configuration);
        return new DjlStudent(models, configuration);
    }

    private static Assignment assignment(String taskId, String model) {
        return Assignments.of(taskId, StudentSpecification.of(model), new CheckpointReference(0, model, null), 1.0);
    }
}
