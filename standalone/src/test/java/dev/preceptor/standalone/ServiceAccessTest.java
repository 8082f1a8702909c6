package dev.preceptor.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.preceptor.contracts.specification.RunSpecification;
import dev.preceptor.contracts.specification.RunSpecificationBuilder;
import dev.preceptor.contracts.specification.StudentSpecificationBuilder;
import dev.preceptor.contracts.specification.TaskSets;
import dev.preceptor.contracts.specification.TeacherSpecification;
import dev.preceptor.contracts.specification.TeacherSpecificationBuilder;
import dev.preceptor.contracts.specification.TokenPrices;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ServiceAccessTest {

    private static TeacherSpecification teacher(String variable) {
        return TeacherSpecificationBuilder.builder()
                .backend("openai")
                .baseUrl("http://localhost:9000/v1")
                .model("m")
                .apiKeyEnv(variable)
                .pricePerMillionTokens(TokenPrices.FREE)
                .budgetUsd(1.0)
                .build();
    }

    @Test
    void aKeyThatASpecificationNamesGoesToItsServer() {
        assertThat(ServiceAccess.of(teacher("MY_KEY")))
                .containsEntry("teacher.credentials.\"MY_KEY\".urls", "http://localhost:9000/v1")
                .containsEntry("teacher.allowed-urls", "*")
                .containsEntry("preceptor.api.tokens", "")
                .containsEntry("preceptor.api.tokens-file", "");
        assertThat(ServiceAccess.of(teacher(null)).keySet()).noneMatch(name -> name.contains("credentials"));
    }

    @Test
    void aKeyOfSeveralTeachersGoesToTheServersOfThose() {
        TeacherSpecification first = teacher("MY_KEY").withName("first");
        RunSpecification specification = RunSpecificationBuilder.builder()
                .student(StudentSpecificationBuilder.builder().model("m").build())
                .teacher(teacher("MY_KEY"))
                .teachers(List.of(
                        first,
                        first.with(second -> second.name("second").baseUrl("http://second/v1")),
                        teacher("OTHER_KEY").withName("third")))
                .tasks(new TaskSets("practice.jsonl", "exam.jsonl"))
                .build();

        assertThat(ServiceAccess.of(specification))
                .containsEntry("teacher.credentials.\"MY_KEY\".urls", "http://localhost:9000/v1,http://second/v1")
                .containsEntry("teacher.credentials.\"OTHER_KEY\".urls", "http://localhost:9000/v1");
    }

    @Test
    void aKeyOfTheStudentGoesToEachReplicaOfItsServer() {
        RunSpecification specification = RunSpecificationBuilder.builder()
                .student(StudentSpecificationBuilder.builder()
                        .model("m")
                        .backend("openai")
                        .baseUrl("http://vllm/v1")
                        .apiKeyEnv("STUDENT_KEY")
                        .rollout("sglang")
                        .replicas(List.of("http://vllm-0/v1", "http://vllm-1/v1"))
                        .build())
                .teacher(teacher("MY_KEY"))
                .tasks(new TaskSets("practice.jsonl", "exam.jsonl"))
                .build();

        assertThat(ServiceAccess.of(specification))
                .containsEntry(
                        "student.credentials.\"STUDENT_KEY\".urls", "http://vllm/v1,http://vllm-0/v1,http://vllm-1/v1");
    }

    @Test
    void whoStartsServicesForOthersSaysWhichKeysTheyMayName() {
        Map<String, String> settings = ServiceAccess.of(
                Map.of("GATEWAY_KEY", "https://gateway.example/v1"),
                Map.of("OPENAI_BASE_URL", "http://localhost:9000/v1", "AWS_SECRET_ACCESS_KEY", "secret"));

        assertThat(settings)
                .containsOnly(
                        Map.entry("teacher.allowed-urls", "*"),
                        Map.entry("student.allowed-urls", "*"),
                        Map.entry("teacher.credentials.\"OPENAI_API_KEY\".urls", "http://localhost:9000/v1"),
                        Map.entry("student.credentials.\"OPENAI_API_KEY\".urls", "http://localhost:9000/v1"),
                        Map.entry("teacher.credentials.\"GATEWAY_KEY\".urls", "https://gateway.example/v1"),
                        Map.entry("student.credentials.\"GATEWAY_KEY\".urls", "https://gateway.example/v1"));
    }

    @Test
    void whatTheEnvironmentSaysOfASettingHolds() {
        assertThat(ServiceAccess.of(Map.of(), Map.of("TEACHER_ALLOWED_URLS", "http://vllm:8000")))
                .containsOnly(Map.entry("student.allowed-urls", "*"));
    }
}
