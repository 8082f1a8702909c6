package dev.preceptor.contracts.event;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.preceptor.contracts.Ids;
import dev.preceptor.contracts.Json;
import dev.preceptor.contracts.task.Task;
import dev.preceptor.contracts.task.TaskBuilder;
import java.util.List;
import org.junit.jupiter.api.Test;

class AssignmentTest {

    private static final Sampling OWN = new Sampling(0.2, 1, 64);
    private static final Sampling SHARED = new Sampling(0.2, 1, 64, 5L);

    @Test
    void anAssignmentDrawsByItsOwnId() {
        assertThat(exam("run-a", 1, "t/1", 0, OWN).seed())
                .isEqualTo(Ids.seed(exam("run-a", 1, "t/1", 0, OWN).id()))
                .isNotEqualTo(exam("run-b", 1, "t/1", 0, OWN).seed());
    }

    @Test
    void underASharedSeedRunAndRoundDoNotMatter() {
        assertThat(exam("run-a", 0, "t/1", 2, SHARED).seed())
                .isEqualTo(exam("run-b", 1, "t/1", 2, SHARED).seed());
    }

    @Test
    void underASharedSeedEachTaskAndSampleDrawsAnew() {
        assertThat(List.of(
                        exam("run", 0, "t/1", 0, SHARED).seed(),
                        exam("run", 0, "t/1", 1, SHARED).seed(),
                        exam("run", 0, "t/2", 0, SHARED).seed(),
                        exam("run", 0, "t/1", 0, new Sampling(0.2, 1, 64, 6L)).seed()))
                .doesNotHaveDuplicates();
    }

    @Test
    void aSamplingWithoutASeedIsWrittenAsItAlwaysWas() throws JsonProcessingException {
        String written = Json.mapper().writeValueAsString(OWN);

        assertThat(written).doesNotContain("seed");
        assertThat(Json.mapper().readValue(written, Sampling.class)).isEqualTo(OWN);
        assertThat(Json.mapper().readValue(Json.mapper().writeValueAsString(SHARED), Sampling.class))
                .isEqualTo(SHARED);
    }

    private static Assignment exam(String runId, int round, String taskId, int sample, Sampling sampling) {
        CheckpointReference checkpoint = new CheckpointReference(round, "file:///c", "ab");
        Task task = TaskBuilder.builder()
                .id(taskId)
                .prompt("Write f.")
                .entryPoint("f")
                .tests(List.of("assert f()"))
                .build();
        return AssignmentBuilder.builder()
                .id(Assignment.examIdOf(runId, checkpoint, taskId, sample, 0))
                .runId(runId)
                .round(round)
                .purpose(Purpose.EXAM)
                .assignee(Assignee.STUDENT)
                .task(task)
                .sample(sample)
                .step(0)
                .checkpoint(checkpoint)
                .sampling(sampling)
                .build();
    }
}
