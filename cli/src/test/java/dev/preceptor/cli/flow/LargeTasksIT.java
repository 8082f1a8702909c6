package dev.preceptor.cli.flow;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.preceptor.contracts.Json;
import dev.preceptor.contracts.RecordLimit;
import dev.preceptor.contracts.Topic;
import dev.preceptor.contracts.report.Ledger;
import dev.preceptor.contracts.report.RunReport;
import dev.preceptor.contracts.task.TaskSize;
import dev.preceptor.standalone.LoopbackPort;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Events beyond the mebibyte that a producer sends unless it is told otherwise. */
class LargeTasksIT {

    private static final int LARGE = 1_900_000;
    /** Of what cannot be read a letter has the bytes three times, two of them in headers. */
    private static final int LARGER = 4_000_000;

    private static final Duration PATIENCE = Duration.ofMinutes(1);

    @TempDir
    Path folder;

    @Test
    void tasksOfNearlyTheLimitArePractisedTaughtAndExamined() throws Exception {
        Path specification = TinyRun.in(folder);
        withSetup(folder.resolve("practice.jsonl"), LARGE);
        withSetup(folder.resolve("exam.jsonl"), LARGE);
        Path data = folder.resolve("data");
        try (PackagedCommandLine run = PackagedCommandLine.start(
                folder.resolve("home"),
                "run",
                specification.toString(),
                "--data",
                data.toString(),
                "--json",
                folder.resolve("report.json").toString())) {
            assertThat(run.end()).as(run.err()).isZero();
        }
        RunReport report = Json.mapper().readValue(folder.resolve("report.json").toFile(), RunReport.class);
        assertThat(report.ledger()).isEqualTo(new Ledger(0, TinyRun.TEACHABLE, TinyRun.UNTEACHABLE, 0, 0));
        assertThat(report.exams()).hasSize(2).allSatisfy(exam -> assertThat(exam.faulted())
                .isZero());
        assertThat(RecordedTopics.of(data).deadLetters()).isEmpty();
    }

    @Test
    void aTaskBeyondTheLimitIsNamedBeforeAnythingStarts() throws Exception {
        Path specification = TinyRun.in(folder);
        withSetup(folder.resolve("exam.jsonl"), TaskSize.MOST_BYTES);
        try (PackagedCommandLine run =
                PackagedCommandLine.start(folder.resolve("home"), "run", specification.toString())) {
            assertThat(run.end()).isEqualTo(2);
            assertThat(run.err())
                    .contains("exam.jsonl: the task 'tiny/negative' takes ", TaskSize.MOST_BYTES + " that a task may")
                    .doesNotContain("Exception");
        }
    }

    @Test
    void aLargeEventThatCannotBeReadIsADeadLetterOfItsKeyAtLeast() throws Exception {
        int kafka = LoopbackPort.free();
        int port = LoopbackPort.free();
        try (PackagedCommandLine server = PackagedCommandLine.start(
                folder.resolve("home"),
                "serve",
                "--port",
                Integer.toString(port),
                "--kafka-port",
                Integer.toString(kafka),
                "--data",
                folder.resolve("data").toString())) {
            server.awaitWord("Serving on ");
            byte[] unreadable = unreadable(LARGE);
            send("localhost:" + kafka, "nobody/tiny/double", unreadable);
            send("localhost:" + kafka, "nobody/tiny/square", unreadable(LARGER));

            Map<String, byte[]> letters = letters("localhost:" + kafka, 2);
            assertThat(letters).containsOnlyKeys("nobody/tiny/double", "nobody/tiny/square");
            assertThat(letters.get("nobody/tiny/double")).isEqualTo(unreadable);
            assertThat(letters.get("nobody/tiny/square"))
                    .as("its key alone")
                    .isEqualTo("null".getBytes(StandardCharsets.UTF_8));
        }
    }

    private static void send(String brokers, String key, byte[] value) throws Exception {
        try (KafkaProducer<String, byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", brokers, "max.request.size", RecordLimit.DEFAULT_BYTES),
                new StringSerializer(),
                new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(Topic.ATTEMPTS.topicName(), key, value))
                    .get();
        }
    }

    private static byte[] unreadable(int bytes) {
        return "no JSON ".repeat(bytes / 8).getBytes(StandardCharsets.UTF_8);
    }

    private static Map<String, byte[]> letters(String brokers, int expected) {
        Map<String, byte[]> letters = new HashMap<>();
        try (KafkaConsumer<String, byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", brokers, "group.id", "letters", "auto.offset.reset", "earliest"),
                new StringDeserializer(),
                new ByteArrayDeserializer())) {
            consumer.subscribe(List.of(Topic.ATTEMPTS.deadLetters()));
            Instant end = Instant.now().plus(PATIENCE);
            while (letters.size() < expected && Instant.now().isBefore(end)) {
                consumer.poll(Duration.ofMillis(200)).forEach(record -> letters.put(record.key(), record.value()));
            }
        }
        return letters;
    }

    /** The first task of the file gets so much to run before it. */
    private static void withSetup(Path file, int bytes) throws IOException {
        List<String> lines = new ArrayList<>(Files.readAllLines(file));
        ObjectNode task = (ObjectNode) Json.mapper().readTree(lines.get(0));
        task.put("setup", "# " + "-".repeat(bytes) + "\n");
        lines.set(0, task.toString());
        Files.write(file, lines);
    }
}
