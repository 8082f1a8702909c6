package dev.preceptor.student.context;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.preceptor.contracts.specification.StudentSpecification;
import dev.preceptor.contracts.task.StudentPrompt;
import dev.preceptor.contracts.task.Task;
import dev.preceptor.contracts.task.TaskBuilder;
import dev.preceptor.languagemodel.checkpoint.ModelConfiguration;
import dev.preceptor.languagemodel.tokenizer.ChatTemplateException;
import dev.preceptor.languagemodel.tokenizer.PromptFormat;
import dev.preceptor.languagemodel.tokenizer.Tokenizer;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class PromptCheckTest {

    private static final Path RESOURCES =
            Path.of(System.getProperty("preceptor.root"), "language-model/src/test/resources");
    private static final Task SHORT = task("t/short", "Double it.");
    private static final Task LONG = task("t/long", "Double it, and do it well.");
    private static final PromptFormat CONTINUE = PromptFormat.of("completion", null, null, null);

    private static Tokenizer tokenizer;

    @BeforeAll
    static void load() {
        tokenizer = Tokenizer.load(RESOURCES.resolve("students/codellama"));
    }

    @AfterAll
    static void close() {
        tokenizer.close();
    }

    private static Task task(String id, String prompt) {
        return TaskBuilder.builder()
                .id(id)
                .prompt(prompt)
                .entryPoint("f")
                .tests(List.of("assert f(1) == 2"))
                .build();
    }

    private static int length(Task task) {
        return tokenizer.encode(StudentPrompt.forTask(task).asText()).length;
    }

    @Test
    void promptAndAnswerMayFillTheContext() {
        int context = length(LONG) + 50;
        PromptCheck check = new PromptCheck(tokenizer, CONTINUE, new ContextLimit(context, "a reason"));

        assertThat(check.problem(List.of(SHORT, LONG), "exam.maxTokens", 50)).isEmpty();
        assertThat(check.problem(List.of(SHORT, LONG), "exam.maxTokens", 51))
                .contains(
                        "the prompt of the task t/long has " + length(LONG)
                                + " tokens, and exam.maxTokens is 51: together more than the " + context
                                + " tokens that the student's context has (a reason); set exam.maxTokens to at most 50, or leave the task out");
        assertThat(check.problem(List.of(SHORT, LONG, LONG), "exam.maxTokens", 51)
                        .orElseThrow())
                .endsWith("; 2 of 3 tasks do not fit");
        PromptCheck full = new PromptCheck(tokenizer, CONTINUE, new ContextLimit(length(LONG), "a reason"));
        assertThat(full.problem(List.of(LONG), "exam.maxTokens", 1).orElseThrow())
                .endsWith("; leave the task out");
    }

    @Test
    void theSmallerOfTheModelsContextAndTheSettingCounts() {
        ModelConfiguration model = ModelConfiguration.read(RESOURCES.resolve("students/codellama"));
        StudentSpecification student = StudentSpecification.of("m");

        assertThat(ContextLimit.of(student, model, 2048, null).orElseThrow().tokens())
                .isEqualTo(512);
        ContextLimit set = ContextLimit.of(student, model, 256, null).orElseThrow();
        assertThat(set.tokens()).isEqualTo(256);
        assertThat(set.reason()).contains("STUDENT_CONTEXT_LENGTH");
    }

    @Test
    void aModelThatCannotBePromptedSoIsAnError() {
        try (Tokenizer plain = Tokenizer.load(RESOURCES.resolve("fixtures/codegen"))) {
            for (PromptFormat format : List.of(
                    PromptFormat.of("chat", null, null, null), PromptFormat.of(null, "Be brief.", null, null))) {
                assertThatThrownBy(() -> new PromptCheck(plain, format, new ContextLimit(512, ""))
                                .problem(List.of(SHORT), "", 1))
                        .isInstanceOf(ChatTemplateException.class)
                        .hasMessageContaining("codegen: the model has no chat template, which ");
            }
        }
        assertThat(new PromptFormat(Optional.empty(), Optional.empty(), null).isChat(tokenizer))
                .isTrue();
    }
}
