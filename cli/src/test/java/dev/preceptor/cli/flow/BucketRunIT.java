package dev.preceptor.cli.flow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.preceptor.artifactstore.ArtifactStore;
import dev.preceptor.artifactstore.S3Server;
import dev.preceptor.cli.CommandLineCall;
import dev.preceptor.contracts.Json;
import dev.preceptor.contracts.Topic;
import dev.preceptor.contracts.event.Checkpoint;
import dev.preceptor.contracts.event.Run;
import dev.preceptor.contracts.event.TrainingJob;
import dev.preceptor.contracts.report.Ledger;
import dev.preceptor.contracts.report.RunReport;
import dev.preceptor.standalone.LoopbackPort;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Broker and services as processes of their own that share nothing but Kafka and a bucket. */
class BucketRunIT {

    private static final String ROOT = "team/run/";
    private static final long PATIENCE_SECONDS = 240;

    @TempDir
    Path folder;

    private final int port = LoopbackPort.free();
    private final int kafkaPort = LoopbackPort.free();
    private S3Server bucket;

    @BeforeEach
    void makeBucket() throws Exception {
        bucket = new S3Server();
    }

    @AfterEach
    void stop() throws Exception {
        try (PackagedCommandLine down = command("down", "--data", data().toString())) {
            down.end();
        }
        bucket.close();
    }

    @Test
    void aWholeRunGoesToItsEndOnABucket() throws Exception {
        Path specification = specification(2);
        try (PackagedCommandLine up = up()) {
            up.awaitWord("Serving on http://localhost:" + port);
            CommandLineCall run = CommandLineCall.of(
                    "run", specification.toString(), "--server", "http://localhost:" + port, "--json", "-");
            assertThat(run.status()).as(run.err()).isZero();
            theRunIsWhole(Json.mapper().readValue(run.out(), RunReport.class));
            up.interrupt();
            assertThat(up.end()).isEqualTo(130);
        }
        assertThat(RecordedTopics.of(data()).deadLetters()).isEmpty();
        assertThat(bucket.keys(ROOT + "states/")).isEmpty();
        assertThat(data().resolve("artifacts")).doesNotExist();
    }

    @Test
    void aTrainerIsKilledItsDiskIsLostAndAnotherMachineGoesOn() throws Exception {
        Path specification = specification(60);
        RunReport report;
        try (PackagedCommandLine up = up("--replicas", "trainer=0")) {
            up.awaitWord("Serving on http://localhost:" + port);
            try (PackagedCommandLine run = run(specification);
                    TrainerProcess first = trainer("first")) {
                await(
                        () -> bucket.keys(ROOT + "states/").stream().anyMatch(key -> key.endsWith("/newest.json")),
                        "a saved state",
                        first);
                first.lose();
                assertThat(bucket.keys(ROOT + "checkpoints/"))
                        .as("killed in the middle")
                        .isEmpty();

                try (TrainerProcess second = trainer("second")) {
                    assertThat(run.end()).as(run.err()).isZero();
                    assertThat(second.log()).containsPattern("round 1: fetched step-[0-9]+");
                    report = Json.mapper().readValue(run.out(), RunReport.class);
                    theRunIsWhole(report);
                    Checkpoint undisturbed = trainedUndisturbed(second);

                    assertThat(undisturbed.reference().sha256())
                            .isEqualTo(report.rounds().get(0).checkpoint().sha256());
                    assertThat(curve(undisturbed)).isEqualTo(curve(checkpointOf(report.runId())));
                }
            }
            assertThat(RecordedTopics.at("localhost:" + kafkaPort).deadLetters())
                    .isEmpty();
            up.interrupt();
            assertThat(up.end()).isEqualTo(130);
        }
        assertThat(bucket.keys(ROOT + "states/")).isEmpty();
    }

    /** The same job once more, under another name. */
    private Checkpoint trainedUndisturbed(TrainerProcess trainer) throws Exception {
        TrainingJob job = RecordedTopics.at("localhost:" + kafkaPort)
                .events(Topic.TRAINING_JOBS, TrainingJob.class)
                .get(0);
        TrainingJob again = job.with(other -> other.id("undisturbed").runId("undisturbed"));
        try (KafkaProducer<String, String> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", "localhost:" + kafkaPort),
                new StringSerializer(),
                new StringSerializer())) {
            producer.send(new ProducerRecord<>(
                            Topic.TRAINING_JOBS.topicName(),
                            again.key(),
                            Json.mapper().writeValueAsString(again)))
                    .get();
        }
        await(() -> find("undisturbed").isPresent(), "the undisturbed training", trainer);
        return checkpointOf("undisturbed");
    }

    private Checkpoint checkpointOf(String runId) {
        return find(runId).orElseThrow();
    }

    private Optional<Checkpoint> find(String runId) {
        return RecordedTopics.at("localhost:" + kafkaPort).events(Topic.CHECKPOINTS, Checkpoint.class).stream()
                .filter(checkpoint -> checkpoint.runId().equals(runId)
                        && checkpoint.reference().round() == 1)
                .findFirst();
    }

    private List<String> curve(Checkpoint checkpoint) {
        return new ArtifactStore(bucket.location(folder.resolve("looking"))).readDataSet(checkpoint.curve());
    }

    private void theRunIsWhole(RunReport report) {
        assertThat(report.state()).isEqualTo(Run.State.FINISHED);
        assertThat(report.ledger()).isEqualTo(new Ledger(0, TinyRun.TEACHABLE, TinyRun.UNTEACHABLE, 0, 0));
        assertThat(report.exams()).hasSize(2).allSatisfy(exam -> {
            assertThat(exam.tasks()).isEqualTo(TinyRun.EXAM_TASKS);
            assertThat(exam.faulted()).isZero();
        });
        assertThat(report.rounds()).singleElement().satisfies(round -> {
            assertThat(round.examples()).isEqualTo(2 * TinyRun.TEACHABLE);
            assertThat(round.checkpoint().uri()).startsWith("s3://" + S3Server.BUCKET + "/" + ROOT + "checkpoints/");
        });
    }

    private Path specification(int epochs) throws IOException {
        Path specification = TinyRun.in(folder);
        return Files.writeString(
                specification,
                Files.readString(specification)
                        .replace("model: model", "model: \"" + folder.resolve("model") + "\"")
                        .replace("epochs: 2", "epochs: " + epochs));
    }

    private Map<String, String> environment(Path disk) {
        Map<String, String> environment = new HashMap<>();
        environment.put("PRECEPTOR_ARTIFACTS_DIRECTORY", bucket.location(disk.resolve("cache")));
        environment.put("AWS_ACCESS_KEY_ID", S3Server.ACCESS_KEY);
        environment.put("AWS_SECRET_ACCESS_KEY", S3Server.SECRET_KEY);
        environment.put("TRAINER_SAVE_EVERY", "10");
        environment.put("TRAINER_COPY_STATE_EVERY", "0S");
        return environment;
    }

    private TrainerProcess trainer(String machine) throws IOException {
        Path disk = folder.resolve(machine);
        return TrainerProcess.start(disk, kafkaPort, LoopbackPort.free(), environment(disk));
    }

    private Path data() {
        return folder.resolve("data");
    }

    private PackagedCommandLine up(String... further) throws IOException {
        Stream<String> common =
                Stream.of("up", "--data", data().toString(), "--port", "" + port, "--kafka-port", "" + kafkaPort);
        return command(Stream.concat(common, Stream.of(further)).toArray(String[]::new));
    }

    private PackagedCommandLine run(Path specification) throws IOException {
        return command("run", specification.toString(), "--server", "http://localhost:" + port, "--json", "-");
    }

    private PackagedCommandLine command(String... arguments) throws IOException {
        Path home = folder.resolve("home");
        return PackagedCommandLine.start(home, environment(home), arguments);
    }

    private static void await(Callable<Boolean> condition, String what, TrainerProcess trainer) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!condition.call()) {
            if (!trainer.isAlive() || System.nanoTime() - deadline > 0) {
                throw new AssertionError("waited in vain for " + what + "; the trainer said: " + trainer.log());
            }
            Thread.sleep(50);
        }
    }
}
