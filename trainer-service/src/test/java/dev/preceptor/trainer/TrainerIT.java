package dev.preceptor.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.preceptor.artifactstore.ArtifactStore;
import dev.preceptor.artifactstore.S3Server;
import dev.preceptor.contracts.Json;
import dev.preceptor.contracts.Topic;
import dev.preceptor.contracts.event.Checkpoint;
import dev.preceptor.contracts.event.CheckpointReference;
import dev.preceptor.contracts.event.DataSet;
import dev.preceptor.contracts.event.TrainingJob;
import dev.preceptor.contracts.event.TrainingJobBuilder;
import dev.preceptor.contracts.event.TrainingStep;
import dev.preceptor.contracts.specification.StudentSpecification;
import dev.preceptor.contracts.specification.TrainingSpecification;
import dev.preceptor.contracts.specification.TrainingSpecificationBuilder;
import dev.preceptor.stage.shutdown.ShuttingDownException;
import dev.preceptor.trainer.program.ScriptedTrainer;
import io.quarkus.runtime.ShutdownEvent;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Trainers of several machines at one bucket, with a tiny model of language-model's fixtures. */
@Timeout(300)
class TrainerIT {

    private static final Path MODEL =
            Path.of(System.getProperty("preceptor.root"), "language-model/src/test/resources/fixtures/codegen");
    private static final Instant WRITTEN = Instant.parse("2026-01-02T03:04:05Z");
    private static final int EXAMPLES = 8;
    private static final int STEPS = 24;

    @TempDir
    Path folder;

    private final Set<String> endedRuns = ConcurrentHashMap.newKeySet();
    private S3Server server;

    @BeforeEach
    void start() throws Exception {
        server = new S3Server();
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
    }

    @Test
    void aJobIsGoneOnWithOnAMachineWithAnEmptyDisk() throws IOException {
        TrainingJob job = job("job");
        int stoppedAfter = STEPS / 2;
        assertThatThrownBy(() -> trainer("first").train(job, news -> {
                    if (news.last().step() == stoppedAfter) {
                        awaitState();
                        throw new IllegalStateException("the power is gone");
                    }
                }))
                .hasMessage("the power is gone");
        List<Integer> steps = new ArrayList<>();

        Checkpoint resumed =
                trainer("second").train(job, news -> steps.add(news.last().step()));

        assertThat(steps.get(0)).isBetween(5, stoppedAfter);
        assertThat(steps).endsWith(STEPS);
        Checkpoint undisturbed = trainer("third").train(job("undisturbed"), news -> {});
        assertThat(resumed.reference().sha256())
                .isEqualTo(undisturbed.reference().sha256());
        assertThat(curve(resumed)).isEqualTo(curve(undisturbed)).hasSize(STEPS);
        assertThat(server.keys("team/run/states/")).isEmpty();
        assertThat(folder.resolve("second").resolve("work").resolve("job")).doesNotExist();
    }

    @Test
    void theJobOfAProgramIsGoneOnWithOnAMachineWithAnEmptyDisk() {
        TrainingJob job = job("job");
        int stoppedAfter = STEPS / 2;
        Trainer first = trainer("first", program("--hang-after " + stoppedAfter));
        assertThatThrownBy(() -> first.train(job, news -> {
                    if (news.last().step() == stoppedAfter) {
                        awaitState();
                        throw new IllegalStateException("the power is gone");
                    }
                }))
                .hasMessage("the power is gone");
        List<Integer> steps = new ArrayList<>();

        Checkpoint resumed = trainer("second", program())
                .train(job, news -> steps.add(news.last().step()));

        assertThat(steps.get(0)).isBetween(5, stoppedAfter);
        assertThat(steps).endsWith(STEPS);
        Checkpoint undisturbed = trainer("third", program()).train(job("undisturbed"), news -> {});
        assertThat(resumed.reference().sha256())
                .isEqualTo(undisturbed.reference().sha256());
        assertThat(curve(resumed)).isEqualTo(curve(undisturbed)).hasSize(STEPS);
        assertThat(server.keys("team/run/states/")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aTrainingThatTheShutdownInterruptsIsGoneOnWith(boolean program) {
        TrainingJob job = job("job");
        int stoppedAfter = STEPS / 2;
        Trainer first = trainer("first", program ? program("--hang-after " + stoppedAfter) : Map.of());
        assertThatThrownBy(() -> first.train(job, news -> {
                    if (news.last().step() == stoppedAfter) {
                        awaitState();
                        first.tellToStop(new ShutdownEvent());
                    }
                }))
                .isInstanceOf(ShuttingDownException.class);
        List<Integer> steps = new ArrayList<>();

        trainer("first", program ? program() : Map.of())
                .train(job, news -> steps.add(news.last().step()));

        assertThat(steps.get(0)).isBetween(5, stoppedAfter + 1);
        assertThat(steps).endsWith(STEPS);
    }

    private static Map<String, String> program(String... options) {
        return Map.of(
                "trainer.backend", "command",
                "trainer.command", ScriptedTrainer.command(options),
                "trainer.command-grace", "0.2S");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void theTrainingOfARunThatIsCancelledEndsAndLeavesNothing(boolean program) {
        TrainingJob job = job("job");
        int cancelledAfter = STEPS / 2;
        Trainer trainer = trainer("first", program ? program("--hang-after " + cancelledAfter) : Map.of());

        assertThatThrownBy(() -> trainer.train(job, news -> {
                    if (news.last().step() == cancelledAfter) {
                        awaitState();
                        endedRuns.add(job.runId());
                    }
                }))
                .isInstanceOf(RunEndedException.class);

        assertThat(server.keys("team/run/states/")).isEmpty();
        assertThat(folder.resolve("first").resolve("work").resolve("job")).doesNotExist();
        assertThatThrownBy(() -> trainer.train(job, news -> {
                    throw new AssertionError("a step of a cancelled run");
                }))
                .isInstanceOf(RunEndedException.class);
    }

    @Test
    void aJobThatIsDoneIsNotDoneAgainOnAnotherMachine() {
        Checkpoint made = trainer("first").train(job("job"), news -> {});

        Checkpoint again = trainer("second").train(job("job"), news -> {
            throw new AssertionError("trained again");
        });

        assertThat(again).isEqualTo(made);
        assertThat(made.steps())
                .hasSizeLessThanOrEqualTo(200)
                .endsWith(curve(made).get(STEPS - 1));
    }

    /** One that was taken for dead, and goes on, is told by the record. */
    @Test
    void aTrainerThatWasOvertakenGivesWhatTheOtherMade() {
        TrainingJob job = job("job");
        Checkpoint[] made = new Checkpoint[1];

        Checkpoint overtaken = trainer("first").train(job, news -> {
            if (news.last().step() == 2) {
                made[0] = trainer("second").train(job, other -> {});
            }
        });

        assertThat(overtaken).isEqualTo(made[0]);
        assertThat(server.keys("team/run/states/")).isEmpty();
    }

    @Test
    void whatAnotherMachineFinishedIsClearedFromThisOnesDisk() {
        assertThatThrownBy(() -> trainer("first").train(job("job"), news -> {
                    throw new IllegalStateException("the power is gone");
                }))
                .hasMessage("the power is gone");
        trainer("second").train(job("job"), news -> {});

        trainer("first").train(job("next"), news -> {});

        assertThat(folder.resolve("first/work").toFile().list()).containsExactly("next.lock");
    }

    private void awaitState() {
        while (new ArtifactStore(store("looking")).states().newest("job").isEmpty()) {
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
        }
    }

    private List<TrainingStep> curve(Checkpoint checkpoint) {
        return new ArtifactStore(store("looking"))
                .readDataSet(checkpoint.curve()).stream().map(TrainerIT::step).toList();
    }

    private static TrainingStep step(String line) {
        try {
            return Json.mapper().readValue(line, TrainingStep.class);
        } catch (IOException e) {
            throw new AssertionError(line, e);
        }
    }

    /** As on a machine of its own: nothing but the bucket and the topic is shared. */
    private Trainer trainer(String machine) {
        return trainer(machine, Map.of());
    }

    private Trainer trainer(String machine, Map<String, String> settings) {
        TrainerConfiguration configuration = new SmallRyeConfigBuilder()
                .addDiscoveredConverters()
                .withMapping(TrainerConfiguration.class)
                .withDefaultValues(Map.of(
                        "trainer.models-directory", folder.resolve(machine).toString(),
                        "trainer.artifacts-directory", store(machine),
                        "trainer.work-directory",
                                folder.resolve(machine).resolve("work").toString(),
                        "trainer.save-every", "4",
                        "trainer.copy-state-every", "0S"))
                .withDefaultValues(settings)
                .build()
                .getConfigMapping(TrainerConfiguration.class);
        ExampleTopic topic = new ExampleTopic();
        IntStream.range(0, EXAMPLES).forEach(number -> topic.with(number, WRITTEN));
        return new Trainer(
                configuration,
                new ExampleReader(() -> topic, Duration.ZERO, Topic.TRAINING_EXAMPLES.topicName()),
                endedRuns::contains);
    }

    private String store(String machine) {
        return server.location(folder.resolve(machine).resolve("cache"));
    }

    private TrainingJob job(String id) {
        TrainingSpecification training = TrainingSpecificationBuilder.builder()
                .adaptation("full")
                .epochs(STEPS / 2)
                .learningRate(1e-3)
                .batchTokens(100)
                .build();
        DataSet examples = new ArtifactStore(store("run"))
                .putDataSet(IntStream.range(0, EXAMPLES)
                        .mapToObj(ExampleFixtures::id)
                        .toList());
        return TrainingJobBuilder.builder()
                .id(id)
                .runId("run")
                .round(1)
                .student(StudentSpecification.of("model"))
                .base(new CheckpointReference(0, MODEL.toString(), null))
                .training(training)
                .build()
                .on(examples, WRITTEN);
    }
}
