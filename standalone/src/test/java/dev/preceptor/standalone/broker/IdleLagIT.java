package dev.preceptor.standalone.broker;

import static org.awaitility.Awaitility.await;

import dev.preceptor.contracts.Topic;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A stage that has done all of its work has no lag, although each transaction of its topic ends with a marker. */
class IdleLagIT {

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final long RECORD_AND_MARKER = 2;
    private static final TopicPartition JOBS = new TopicPartition(Topic.TRAINING_JOBS.topicName(), 0);

    @TempDir
    Path folder;

    private EmbeddedBroker broker;
    private Process trainer;

    @BeforeEach
    void start() throws Exception {
        broker = EmbeddedBroker.start(folder.resolve("kafka"), 0);
        try (Admin admin = admin()) {
            admin.createTopics(Stream.of(Topic.values())
                            .flatMap(topic -> Stream.of(topic.topicName(), topic.deadLetters()))
                            .map(name -> new NewTopic(name, 1, (short) 1))
                            .toList())
                    .all()
                    .get();
        }
        trainer = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-Dkafka.bootstrap.servers=" + broker.bootstrapServers(),
                        "-Dquarkus.http.host=localhost",
                        "-Dquarkus.http.port=0",
                        "-Dpreceptor.home=" + folder.resolve("home"),
                        "-jar",
                        Path.of(
                                        System.getProperty("preceptor.root"),
                                        "trainer-service/target/quarkus-app/quarkus-run.jar")
                                .toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("trainer.log").toFile())
                .start();
    }

    @AfterEach
    void stop() {
        trainer.destroyForcibly().onExit().join();
        broker.close();
    }

    @Test
    void theOffsetAfterTheMarkerIsCommitted() throws Exception {
        // Not a job: it goes to the dead letters, and is done.
        writeInATransaction("no job");

        try (Admin admin = admin()) {
            // The broker writes the marker after it has acknowledged the commit.
            await().atMost(PATIENCE).until(() -> end(admin) == RECORD_AND_MARKER);
            await().atMost(PATIENCE).until(() -> committed(admin) == RECORD_AND_MARKER);
        }
    }

    private static long end(Admin admin) throws Exception {
        return admin.listOffsets(Map.of(JOBS, OffsetSpec.latest()))
                .partitionResult(JOBS)
                .get()
                .offset();
    }

    private void writeInATransaction(String value) {
        try (KafkaProducer<String, String> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", broker.bootstrapServers(), "transactional.id", "test"),
                new StringSerializer(),
                new StringSerializer())) {
            producer.initTransactions();
            producer.beginTransaction();
            producer.send(new ProducerRecord<>(JOBS.topic(), "run", value));
            producer.commitTransaction();
        }
    }

    /** -1 if the group has committed nothing. */
    private static long committed(Admin admin) throws Exception {
        OffsetAndMetadata offset = admin.listConsumerGroupOffsets("preceptor-trainer")
                .partitionsToOffsetAndMetadata()
                .get()
                .get(JOBS);
        return offset == null ? -1 : offset.offset();
    }

    private Admin admin() {
        return Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()));
    }
}
