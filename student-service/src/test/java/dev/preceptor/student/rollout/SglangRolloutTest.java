package dev.preceptor.student.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.preceptor.contracts.event.Assignment;
import java.nio.file.Path;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Checkpoints replace the weights of SGLang's servers. */
class SglangRolloutTest {

    @TempDir
    Path folder;

    private final SglangServer first = new SglangServer("/model_info");
    private final SglangServer second = new SglangServer("/get_model_info");
    private RolloutFixture fixture;

    @BeforeEach
    void start() {
        first.start();
        second.start();
        fixture = new RolloutFixture(folder, RolloutFixture.student("sglang", first, second));
    }

    @AfterEach
    void stop() {
        fixture.close();
        first.close();
        second.close();
    }

    @Test
    void theStudentAsItCameIsServedFromTheStart() {
        ServedUse use = fixture.process().use(fixture.base("run"));

        assertThat(first.loaded()).isEmpty();
        assertThat(first.version()).isEqualTo("default").isEqualTo(second.version());
        assertThat(use.accepts("default")).isTrue();
    }

    @Test
    void aServerThatWantsAnotherKeyForUpdatesIsToldBeforeTheFirstAnswer() {
        second.requireAdminKey();

        assertThatThrownBy(() -> fixture.process().use(fixture.base("run")))
                .isInstanceOf(RolloutException.class)
                .hasMessageContainingAll(second.url(), "(401) Unauthorized", "--admin-api-key", "student.apiKeyEnv");
    }

    @Test
    void aServerWithoutUpdatesIsToldBeforeTheFirstAnswer() {
        first.withoutUpdates();

        assertThatThrownBy(() -> fixture.process().use(fixture.base("run")))
                .isInstanceOf(RolloutException.class)
                .hasMessageContainingAll(first.url(), "(404) Not Found", "/update_weights_from_disk");
    }

    @Test
    void aServerThatTellsNoVersionIsToldBeforeTheFirstAnswer() {
        first.hideVersion();

        assertThatThrownBy(() -> fixture.process().use(fixture.base("run")))
                .isInstanceOf(RolloutException.class)
                .hasMessageContainingAll(first.url(), "no weight_version");
    }

    @Test
    void aServerThatKeepsItsVersionIsNotAskedForAnswers() throws Exception {
        first.ignoreVersions();

        assertThatThrownBy(() -> fixture.process("rollout.timeout", "100ms").use(fixture.whole("run", 1)))
                .isInstanceOf(RolloutException.class)
                .hasMessageContainingAll(
                        first.url(), "the version 'default' after the update", "student.rollout.timeout");
    }

    @Test
    void theWeightsOfEveryReplicaAreReplaced() throws Exception {
        Assignment assignment = fixture.whole("run", 1);

        ServedUse use = fixture.process().use(assignment);

        assertThat(first.version()).isEqualTo("run-round-1-run-job-1").isEqualTo(second.version());
        assertThat(first.loaded())
                .containsExactly(
                        folder.resolve("artifacts/checkpoints/run-job-1").toString());
        assertThat(use.accepts("run-round-1-run-job-1")).isTrue();
        assertThat(use.accepts("default")).isFalse();
    }

    @Test
    void theServersMaySeeTheArtifactStoreElsewhere() throws Exception {
        fixture.process("rollout.artifacts-on-servers", "/mnt/artifacts").use(fixture.whole("run", 1));

        assertThat(first.loaded()).containsExactly("/mnt/artifacts/checkpoints/run-job-1");
    }

    @Test
    void theNextCheckpointIsLoadedAfterTheAnswersInFlight() throws Exception {
        Rollouts process = fixture.process();
        ServedUse inFlight = process.use(fixture.whole("run", 1));

        Future<ServedUse> next = fixture.use(process, fixture.whole("run", 2));
        inFlight.close();
        next.get(30, TimeUnit.SECONDS);

        assertThat(first.version()).isEqualTo("run-round-2-run-job-2").isEqualTo(second.version());
    }

    @Test
    void theStudentAsItCameComesBack() throws Exception {
        Rollouts process = fixture.process();
        process.use(fixture.whole("run", 1)).close();

        ServedUse use = process.use(fixture.base("other"));

        assertThat(first.loaded()).endsWith(RolloutFixture.MODEL.toString());
        assertThat(use.accepts("base")).isTrue();
        assertThat(use.accepts("run-round-1-run-job-1")).isFalse();
    }

    @Test
    void aReplicaThatWasRestartedGetsTheWeightsAgain() throws Exception {
        Rollouts process = fixture.process();
        ServedUse use = process.use(fixture.whole("run", 1));
        second.kill();
        second.start();

        use.lost();
        use.await();

        assertThat(second.version()).isEqualTo("run-round-1-run-job-1");
        assertThat(first.loaded()).hasSize(1);
    }

    @Test
    void aRefusalIsToldInTheServersWords() throws Exception {
        second.refuse("Failed to update weights: shape mismatch.");

        assertThatThrownBy(() -> fixture.process().use(fixture.whole("run", 1)))
                .isInstanceOf(RolloutException.class)
                .hasMessageContainingAll(second.url(), "Failed to update weights: shape mismatch.");
    }
}
