package dev.preceptor.run.taskgeneration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.preceptor.contracts.event.DataSet;
import dev.preceptor.contracts.event.GenerationSettings;
import dev.preceptor.contracts.specification.TeacherSpecification;
import dev.preceptor.contracts.specification.TeacherSpecificationBuilder;
import dev.preceptor.contracts.specification.TokenPrices;
import dev.preceptor.contracts.task.InputOutput;
import dev.preceptor.contracts.task.OutputComparison;
import dev.preceptor.contracts.task.PromptKind;
import dev.preceptor.contracts.task.Task;
import dev.preceptor.contracts.task.TaskBuilder;
import dev.preceptor.contracts.task.TaskLimits;
import java.util.List;
import org.junit.jupiter.api.Test;

class GenerationIdsTest {

    private static final TeacherSpecification TEACHER = TeacherSpecificationBuilder.builder()
            .backend("openai")
            .baseUrl("http://localhost:1/v1")
            .model("m")
            .pricePerMillionTokens(new TokenPrices(1, 2))
            .budgetUsd(1.0)
            .build();
    private static final List<Task> SEEDS = List.of(TaskBuilder.builder()
            .id("seed")
            .prompt("Write f.")
            .promptKind(PromptKind.INSTRUCTION)
            .entryPoint("f")
            .tests(List.of("assert f()"))
            .build());

    /**
     * The id that earlier versions gave, so that drafts that were paid for then are used again: the SHA-256 of the lengths and texts of
     * "generation", the seeds, "openai", "m" and "0", calculated with Python.
     */
    @Test
    void draftsHaveTheIdThatEarlierVersionsGave() {
        assertThat(GenerationIds.ofDrafts(TEACHER, SEEDS, 0, null)).isEqualTo("generate-57b18fe00948");
    }

    /** Calculated in the same way for a seed with limits and with a comparison of outputs. */
    @Test
    void draftsOfProgramsHaveTheIdThatEarlierVersionsGave() {
        Task program = TaskBuilder.builder()
                .id("seed")
                .prompt("Sum.")
                .inputOutput(List.of(new InputOutput("1", "1.0"), new InputOutput("2", List.of("2", "3"))))
                .comparison(OutputComparison.floats(0.001, 0))
                .limits(new TaskLimits(0.5, null, 128, 2, 3, 4))
                .build();

        assertThat(GenerationIds.ofDrafts(TEACHER, List.of(program), 0, null)).isEqualTo("generate-a2eea180ad13");
    }

    @Test
    void draftsDependOnSeedsTeacherRandomSeedAndOwnerOnly() {
        String id = GenerationIds.ofDrafts(TEACHER, SEEDS, 0, null);

        assertThat(GenerationIds.ofDrafts(TEACHER.withBudget(9), SEEDS, 0, null))
                .isEqualTo(id);
        assertThat(List.of(
                        id,
                        GenerationIds.ofDrafts(TEACHER.withModel("other"), SEEDS, 0, null),
                        GenerationIds.ofDrafts(TEACHER, List.of(SEEDS.get(0).withId("b")), 0, null),
                        GenerationIds.ofDrafts(TEACHER, SEEDS, 1, null),
                        GenerationIds.ofDrafts(TEACHER, SEEDS, 0, "alice"),
                        GenerationIds.ofDrafts(TEACHER, SEEDS, 0, "bob")))
                .doesNotHaveDuplicates();
    }

    @Test
    void generationsDependOnWhatDeterminesTheirTasks() {
        DataSet exam = new DataSet("file:///exam", "aa", 1);
        String id = GenerationIds.ofRequest("generate-1", settings(TEACHER, exam, 5, 15, 0.5));

        assertThat(id).startsWith("generate-1-");
        assertThat(GenerationIds.ofRequest("generate-1", settings(TEACHER.withBudget(9), exam, 5, 15, 0.5)))
                .isEqualTo(id);
        assertThat(List.of(
                        id,
                        GenerationIds.ofRequest("generate-1", settings(TEACHER, null, 5, 15, 0.5)),
                        GenerationIds.ofRequest("generate-1", settings(TEACHER, exam, 6, 15, 0.5)),
                        GenerationIds.ofRequest("generate-1", settings(TEACHER, exam, 5, 16, 0.5)),
                        GenerationIds.ofRequest("generate-1", settings(TEACHER, exam, 5, 15, 0.6)),
                        GenerationIds.ofRun("generate-1", "demo-1"),
                        GenerationIds.ofRun("generate-1", "demo-2")))
                .doesNotHaveDuplicates();
    }

    private static GenerationSettings settings(
            TeacherSpecification teacher, DataSet exam, int count, int mostDrafts, double overlap) {
        return new GenerationSettings(teacher, new DataSet("file:///seeds", "bb", 1), exam, count, mostDrafts, overlap);
    }
}
