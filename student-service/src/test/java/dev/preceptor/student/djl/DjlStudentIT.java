package dev.preceptor.student.djl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.preceptor.contracts.event.Assignment;
import dev.preceptor.contracts.event.Attempt;
import dev.preceptor.contracts.event.CheckpointReference;
import dev.preceptor.contracts.event.FinishReason;
import dev.preceptor.contracts.specification.StudentSpecification;
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

    private DjlStudent student(int slots) {
        StudentConfiguration configuration = Settings.of(folder, slots, Map.of());
        models = new LoadedModels(configuration);
        return new DjlStudent(models, configuration);
    }

    private static Assignment assignment(String taskId, String model) {
        return Assignments.of(
                taskId, new StudentSpecification(model, null), new CheckpointReference(0, model, null), 1.0);
    }
}
