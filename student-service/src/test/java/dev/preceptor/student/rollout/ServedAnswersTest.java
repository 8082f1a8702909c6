package dev.preceptor.student.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.preceptor.contracts.event.Assignment;
import dev.preceptor.contracts.event.Attempt;
import dev.preceptor.contracts.event.Run;
import dev.preceptor.student.openai.OpenAiStudent;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Answers of a student whose checkpoints are rolled out. */
class ServedAnswersTest {

    @TempDir
    Path folder;

    private TestServer server;
    private RolloutFixture fixture;
    private Rollouts rollouts;

    private OpenAiStudent student(String rollout, TestServer served) {
        server = served;
        server.start();
        fixture = new RolloutFixture(folder, RolloutFixture.student(rollout, server));
        rollouts = fixture.process();
        return new OpenAiStudent(fixture.configuration("allowed-urls", "*"), rollouts);
    }

    @AfterEach
    void stop() {
        fixture.close();
        server.close();
    }

    @Test
    void anAnswerWaitsForTheServerAndDoesNotFail() throws Exception {
        OpenAiStudent student = student("lora", VllmServer.ofBase());
        Assignment assignment = fixture.trained("run", 1);
        server.kill();

        CompletableFuture<Attempt> attempt = CompletableFuture.supplyAsync(() -> student.attempt(assignment));
        Awaitility.await().until(() -> !rollouts.awaited().isEmpty());
        assertThat(attempt).isNotDone();
        server.start();

        assertThat(attempt.get(30, TimeUnit.SECONDS).completion()).isEqualTo("by run-round-1-run-job-1");
    }

    @Test
    void aServerThatWasRestartedAnswersWithTheSameCheckpoint() throws Exception {
        OpenAiStudent student = student("lora", VllmServer.ofBase());
        Assignment assignment = fixture.trained("run", 1);
        student.attempt(assignment);
        server.kill();
        server.start();

        assertThat(student.attempt(assignment).completion()).isEqualTo("by run-round-1-run-job-1");
    }

    @Test
    void theStudentAsItCameIsTheBaseModel() {
        OpenAiStudent student = student("lora", VllmServer.ofBase());

        assertThat(student.attempt(fixture.base("run")).completion()).isEqualTo("by base");
    }

    @Test
    void aRolloutThatWouldFailIsToldBeforeTheFirstAnswer() {
        OpenAiStudent student = student("lora", VllmServer.ofBase());
        fixture.run("run", Run.State.RUNNING, RolloutFixture.lora(64));

        assertThatThrownBy(() -> student.attempt(fixture.base("run")))
                .hasMessageContaining("LoRA rank 64 is greater than max_lora_rank 16.");
    }

    /** SGLang serves all weights under one name, so only the answer tells which ones it was made with. */
    @Test
    void anAnswerWithOtherWeightsIsNotTheStudents() throws Exception {
        OpenAiStudent student = student("sglang", new SglangServer("/model_info"));
        Assignment assignment = fixture.whole("run", 1);
        assertThat(student.attempt(assignment).completion()).isEqualTo("by run-round-1-run-job-1");
        server.kill();
        server.start();

        assertThat(student.attempt(assignment).completion()).isEqualTo("by run-round-1-run-job-1");
    }
}
