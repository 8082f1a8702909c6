package dev.preceptor.student.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.preceptor.contracts.event.Assignment;
import dev.preceptor.contracts.event.Run;
import dev.preceptor.contracts.specification.StudentSpecificationBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Checkpoints reach the replicas of a vLLM server as adapters. */
class LoraRolloutTest {

    @TempDir
    Path folder;

    private final VllmServer first = VllmServer.ofBase();
    private final VllmServer second = VllmServer.ofBase();
    private RolloutFixture fixture;

    @BeforeEach
    void start() {
        first.start();
        second.start();
        fixture = new RolloutFixture(folder, RolloutFixture.student("lora", first, second));
    }

    @AfterEach
    void stop() {
        fixture.close();
        first.close();
        second.close();
    }

    @Test
    void aCheckpointIsLoadedIntoEveryReplicaBeforeItIsAsked() throws Exception {
        Assignment assignment = fixture.trained("run", 1);

        fixture.process().use(assignment);

        Path adapter = fixture.adapters()
                .resolve("run/round-1-" + assignment.checkpoint().sha256());
        assertThat(first.adapters()).isEqualTo(Map.of("run-round-1-run-job-1", adapter.toString()));
        assertThat(second.adapters()).isEqualTo(first.adapters());
        assertThat(Files.exists(adapter.resolve("adapter_model.safetensors"))).isTrue();
        // The server has the base model's tokenizer, and warns of another.
        assertThat(Files.exists(adapter.resolve("tokenizer.json"))).isFalse();
    }

    @Test
    void eachCheckpointHasANameAndAPathOfItsOwn() throws Exception {
        Rollouts process = fixture.process();

        process.use(fixture.trained("run", 1));
        process.use(fixture.trained("run", 2));

        assertThat(first.adapters()).containsOnlyKeys("run-round-1-run-job-1", "run-round-2-run-job-2");
        assertThat(first.adapters().values()).doesNotHaveDuplicates();
    }

    @Test
    void theAnswersWaitForAReplicaThatIsDown() throws Exception {
        second.kill();
        Rollouts process = fixture.process();

        Future<ServedUse> use = fixture.use(process, fixture.trained("run", 1));

        Awaitility.await().untilAsserted(() -> assertThat(process.awaited())
                .singleElement()
                .satisfies(rollout -> {
                    assertThat(rollout.runId()).isEqualTo("run");
                    assertThat(rollout.round()).isEqualTo(1);
                    assertThat(rollout.detail())
                            .contains("1 of 2 replicas serve run-round-1-run-job-1", second.url(), "no connection");
                }));
        assertThat(use.isDone()).isFalse();
        second.start();
        use.get(30, TimeUnit.SECONDS);

        assertThat(second.adapters()).isEqualTo(first.adapters());
        assertThat(process.awaited()).isEmpty();
    }

    @Test
    void aReplicaThatIsDownForTooLongIsToldWithItsAddress() throws Exception {
        second.kill();
        Rollouts process = fixture.process("rollout.timeout", "100ms");

        assertThatThrownBy(() -> process.use(fixture.trained("run", 1)))
                .isInstanceOf(RolloutException.class)
                .hasMessageContainingAll("student.rollout.timeout", "1 of 2 replicas", second.url());
    }

    @Test
    void aReplicaThatWasKilledGetsTheAdaptersWhenItIsBack() throws Exception {
        Rollouts process = fixture.process();
        process.use(fixture.trained("run", 1));
        process.use(fixture.trained("run", 2));
        second.kill();
        process.check();
        second.start();
        assertThat(second.adapters()).isEmpty();

        process.check();

        assertThat(second.adapters()).isEqualTo(first.adapters()).hasSize(2);
    }

    /** Between two checks a request may reach a replica that has just come back. */
    @Test
    void aReplicaThatLacksTheAdapterGetsItWhenARequestFindsOut() throws Exception {
        ServedUse use = fixture.process().use(fixture.trained("run", 1));
        second.kill();
        second.start();

        use.lost();
        use.await();

        assertThat(second.adapters()).isEqualTo(first.adapters()).hasSize(1);
    }

    @Test
    void aProcessThatWasKilledInBetweenFindsWhatIsDone() throws Exception {
        second.kill();
        Assignment assignment = fixture.trained("run", 1);
        Rollouts killed = fixture.process();
        fixture.use(killed, assignment);
        Awaitility.await().until(() -> first.adapters().size() == 1);
        killed.stop();
        second.start();

        fixture.process().use(assignment);

        assertThat(second.adapters()).isEqualTo(first.adapters()).hasSize(1);
        assertThat(first.changes()).containsExactly("POST /v1/load_lora_adapter");
    }

    @Test
    void aNewProcessChecksWithoutAnyAssignment() throws Exception {
        fixture.process().use(fixture.trained("run", 1));
        second.kill();
        second.start();

        fixture.process().check();

        assertThat(second.adapters()).isEqualTo(first.adapters()).hasSize(1);
    }

    @Test
    void severalProcessesMayRollTheSameCheckpointOut() throws Exception {
        Assignment assignment = fixture.trained("run", 1);
        List<Rollouts> processes = List.of(fixture.process(), fixture.process(), fixture.process());

        List<Future<ServedUse>> uses = processes.stream()
                .map(process -> fixture.use(process, assignment))
                .toList();
        for (Future<ServedUse> use : uses) {
            use.get(30, TimeUnit.SECONDS);
        }

        assertThat(first.adapters()).hasSize(1).isEqualTo(second.adapters());
    }

    @Test
    void aNameThatIsTakenIsTold() throws Exception {
        Assignment assignment = fixture.trained("run", 1);
        second.load("run-round-1-run-job-1", "/somewhere/else");

        assertThatThrownBy(() -> fixture.process().use(assignment))
                .isInstanceOf(RolloutException.class)
                .hasMessageContainingAll("run-round-1-run-job-1", "/somewhere/else", "student.checkpointModel");
        assertThat(second.adapters()).containsEntry("run-round-1-run-job-1", "/somewhere/else");
    }

    @Test
    void thoseWhoWaitTogetherFailTogether() throws Exception {
        Assignment assignment = fixture.trained("run", 1);
        first.load("run-round-1-run-job-1", "/somewhere/else");
        Rollouts process = fixture.process("rollout.check-interval", "1h");
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() -> process.use(assignment)).hasMessageContaining("/somewhere/else");
        }
        first.kill();

        // The server is not asked again, or this would wait for it.
        assertThatThrownBy(() -> process.use(assignment)).hasMessageContaining("/somewhere/else");
    }

    @Test
    void aCheckpointWithoutAdapterIsTold() throws Exception {
        assertThatThrownBy(() -> fixture.process().use(fixture.whole("run", 1)))
                .isInstanceOf(RolloutException.class)
                .hasMessageContaining("training.adaptation");
    }

    @Test
    void theAdaptersOfARunThatHasEndedAreUnloadedAndThoseOfOthersStay() throws Exception {
        fixture.run("other", Run.State.RUNNING, RolloutFixture.lora(16));
        Rollouts process = fixture.process();
        process.use(fixture.trained("run", 1));
        process.use(fixture.trained("run", 2));
        process.use(fixture.trained("other", 1));
        first.load("by-hand", "/adapters/by-hand");
        fixture.run("run", Run.State.CANCELLED, RolloutFixture.lora(16));

        process.check();

        assertThat(first.adapters()).containsOnlyKeys("other-round-1-other-job-1", "by-hand");
        assertThat(second.adapters()).containsOnlyKeys("other-round-1-other-job-1");
        assertThat(fixture.adapters().resolve("run")).doesNotExist();
        assertThat(fixture.adapters().resolve("other")).exists();
    }

    /** The process of {@code ./preceptor run} ends with its run. */
    @Test
    void aProcessThatStopsUnloadsTheAdaptersOfARunThatHasJustEnded() throws Exception {
        Rollouts process = fixture.process();
        process.use(fixture.trained("run", 1));
        fixture.run("run", Run.State.FINISHED, RolloutFixture.lora(16));

        RolloutSchedule schedule = new RolloutSchedule(process);
        schedule.atStop(null);
        schedule.stop();

        assertThat(first.adapters()).isEmpty();
        assertThat(second.adapters()).isEmpty();
    }

    @Test
    void aRunThatThisInstallationDoesNotKnowKeepsItsAdapters() throws IOException {
        Rollouts process = fixture.process();
        process.use(fixture.trained("unknown", 1));

        process.check();

        assertThat(first.adapters()).hasSize(1);
    }

    @Test
    void aStudentWithoutRolloutIsNotTouched() throws Exception {
        Assignment assignment = fixture.trained("run", 1);
        Assignment unmanaged = assignment.withStudent(StudentSpecificationBuilder.builder(assignment.student())
                .rollout(null)
                .replicas(null)
                .build());

        fixture.process().use(unmanaged);

        assertThat(first.changes()).isEmpty();
    }
}
