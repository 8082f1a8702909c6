package dev.preceptor.student.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.preceptor.contracts.event.Run;
import dev.preceptor.contracts.specification.TrainingSpecification;
import dev.preceptor.contracts.specification.TrainingSpecificationBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What would prevent a rollout is told at the first assignment of a run, before anything is taught. */
class LoraRehearsalTest {

    @TempDir
    Path folder;

    private RolloutFixture fixture;
    private VllmServer server;

    @AfterEach
    void stop() {
        fixture.close();
        server.close();
    }

    private RolloutFixture fixture(VllmServer vllm) {
        return fixture(vllm, RolloutFixture.MODEL.toString());
    }

    private RolloutFixture fixture(VllmServer vllm, String model) {
        server = vllm;
        server.start();
        fixture = new RolloutFixture(folder, RolloutFixture.student(model, "lora", server));
        return fixture;
    }

    private void assertRefused(String... words) {
        assertThatThrownBy(() -> fixture.process().use(fixture.base("run")))
                .isInstanceOf(RolloutException.class)
                .hasMessageContainingAll(words);
    }

    @Test
    void aServerThatCanServeTheRunsAdaptersIsAsItWasBefore() throws IOException {
        fixture(VllmServer.ofBase());
        Rollouts process = fixture.process();

        process.use(fixture.base("run"));
        process.use(fixture.base("run"));

        assertThat(server.changes()).containsExactly("POST /v1/load_lora_adapter", "POST /v1/unload_lora_adapter");
        assertThat(server.adapters()).isEmpty();
        try (Stream<Path> left = Files.list(fixture.adapters().resolve("run"))) {
            assertThat(left).isEmpty();
        }
    }

    @Test
    void aRankThatIsTooLargeIsToldInTheServersWords() {
        fixture(VllmServer.ofBase()).run("run", Run.State.RUNNING, RolloutFixture.lora(32));

        assertRefused(server.url(), "LoRA rank 32 is greater than max_lora_rank 16.");
    }

    @Test
    void aServerWithoutRuntimeUpdatingIsToldInItsWordsWithAdvice() {
        fixture(VllmServer.withoutRuntimeUpdating());

        assertRefused("(404) Not Found", "--enable-lora", "VLLM_ALLOW_RUNTIME_LORA_UPDATING=True");
    }

    @Test
    void aFolderThatTheServerDoesNotSeeIsToldInItsWordsWithAdvice() {
        fixture(VllmServer.ofBase());

        assertThatThrownBy(() -> fixture.process("rollout.adapters-directory-on-servers", "/mnt/adapters/")
                        .use(fixture.base("run")))
                .isInstanceOf(RolloutException.class)
                .hasMessageContainingAll(
                        "No adapter found for", "folder /mnt/adapters/run/", "student.rollout.adapters-directory");
    }

    @Test
    void aBaseModelThatIsNotServedIsTold() {
        fixture(VllmServer.ofBase("other", "/models/other"));

        assertRefused("does not serve 'base' but other", "student.servedModel");
    }

    @Test
    void anAdapterIsNoBaseModel() {
        fixture(VllmServer.ofBase("other", "/models/other"));
        server.load("base", "/adapters/base");

        assertRefused("is an adapter", "name the base model");
    }

    @Test
    void anotherModelOfTheHubIsTold() throws IOException {
        // A configuration in the cache of models.
        Path cached = Files.createDirectories(folder.resolve("models/hf/owner--student"));
        Files.copy(RolloutFixture.MODEL.resolve("config.json"), cached.resolve("config.json"));
        fixture(VllmServer.ofBase("base", "owner/another"), "hf:owner/student@main");

        assertRefused("serves owner/another as 'base'", "adapters of owner/student", "student.model");
    }

    @Test
    void targetsThatTheModelLacksAreTold() {
        TrainingSpecification training = TrainingSpecificationBuilder.builder()
                .adaptation("lora")
                .loraTargets(List.of("c_attn"))
                .build();
        fixture(VllmServer.ofBase()).run("run", Run.State.RUNNING, training);

        assertRefused("training.loraTargets", "c_attn", "q_proj");
    }

    @Test
    void aServerThatIsNotThereYetIsAwaited() throws Exception {
        server = VllmServer.ofBase();
        server.startLater();
        fixture = new RolloutFixture(folder, RolloutFixture.student("lora", server));
        Rollouts process = fixture.process();

        Future<ServedUse> use = fixture.use(process, fixture.base("run"));
        Awaitility.await().untilAsserted(() -> assertThat(process.awaited())
                .singleElement()
                .satisfies(rollout -> assertThat(rollout.detail()).contains("no connection")));
        server.start();

        use.get(30, TimeUnit.SECONDS);
    }
}
