package dev.preceptor.cli.probe;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.preceptor.cli.specification.RunInputs;
import dev.preceptor.cli.specification.SpecificationFile;
import dev.preceptor.contracts.Json;
import dev.preceptor.contracts.specification.Method;
import dev.preceptor.contracts.specification.RunSpecification;
import dev.preceptor.contracts.specification.SpecificationReader;
import dev.preceptor.contracts.task.PromptKind;
import dev.preceptor.contracts.task.Task;
import dev.preceptor.contracts.task.TaskBuilder;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProbePracticeTest {

    private static final String TEACHER =
            """
            {"backend": "openai", "baseUrl": "http://localhost:1/v1", "model": "t", "budgetUsd": 1,
             "pricePerMillionTokens": {"prompt": 1, "completion": 2}}""";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"method\": \"opd\", \"opd\": {\"loss\": \"k1\"}, \"teacher\": {\"backend\": \"self\"}",
                "\"method\": \"opd\", \"opd\": {\"on\": \"all\"}, \"teacher\": " + TEACHER,
                "\"methods\": [\"persd\", \"opd\"], \"opd\": {\"topK\": 5}, \"teacher\": " + TEACHER,
            })
    void theAttemptsOfARunThatScoresThemAreProbedAsOthers(String settings) throws Exception {
        ObjectNode tree = (ObjectNode) Json.mapper()
                .readTree("{\"student\": {\"model\": \"m\"}, \"tasks\": {\"practice\": \"p\", \"exam\": \"e\"}, "
                        + settings + "}");
        List<Task> tasks = List.of(TaskBuilder.builder()
                .id("half")
                .prompt("Write half(n).")
                .promptKind(PromptKind.INSTRUCTION)
                .entryPoint("half")
                .tests(List.of("assert half(2) == 1"))
                .solutions(List.of())
                .build());
        SpecificationFile file = new SpecificationFile(Path.of("spec.yaml"), tree, SpecificationReader.read(tree));

        RunSpecification probed = ProbePractice.of(
                        new RunInputs(file, tasks, tasks, null, null), "probe", tasks, 1, null)
                .specification();

        assertThat(probed.method()).isEqualTo(Method.PERSD);
        assertThat(probed.opd()).isNull();
        assertThat(probed.teacher().isReference()).isTrue();
    }
}
