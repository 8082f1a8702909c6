package dev.preceptor.cli.deadletter;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.preceptor.cli.CommandLineCall;
import dev.preceptor.contracts.Json;
import dev.preceptor.standalone.LoopbackPort;
import dev.preceptor.standalone.broker.EmbeddedBroker;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands on a real broker. */
class DlqCommandIT {

    @TempDir
    Path folder;

    private EmbeddedBroker broker;

    @BeforeEach
    void start() throws Exception {
        broker = EmbeddedBroker.start(folder, 0);
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            admin.createTopics(List.of(
                            new NewTopic("attempts", 2, (short) 1),
                            new NewTopic("attempts-dlq", 2, (short) 1),
                            new NewTopic("assignments", 2, (short) 1),
                            new NewTopic("assignments-dlq", 2, (short) 1),
                            new NewTopic("team-b.attempts", 2, (short) 1),
                            new NewTopic("team-b.attempts-dlq", 2, (short) 1)))
                    .all()
                    .get();
        }
        letter("attempts", 1, "run-a/t/1", "{\"code\": \"x = 1\"}", "the sandbox is gone\nat Sandbox.java");
        letter("attempts", 1, "run-a/t/2", "{\"code\": \"x = 2\"}", "the disk is full");
        letter("assignments", 0, "run-b/t/1", "{\"assignee\": \"TEACHER\"}", "the log did not answer");
        letter("assignments", 0, "run-b/t/2", "no JSON", "unreadable");
    }

    @AfterEach
    void stop() {
        broker.close();
    }

    @Test
    void eachIsListedWithItsCauseServiceRunAndTask() throws Exception {
        JsonNode all = list();

        assertThat(all.findValuesAsText("letter"))
                .containsExactly("assignments-dlq/0/0", "assignments-dlq/0/1", "attempts-dlq/1/0", "attempts-dlq/1/1");
        assertThat(all.findValuesAsText("service")).containsExactly("teacher", "student", "executor", "executor");
        assertThat(all.findValuesAsText("run")).containsExactly("run-b", "run-b", "run-a", "run-a");
        assertThat(all.findValuesAsText("task")).containsExactly("t/1", "t/2", "t/1", "t/2");
        assertThat(all.findValuesAsText("cause")).contains("the sandbox is gone", "the disk is full");
        assertThat(list("--run", "run-a")).hasSize(2);
        assertThat(list("--topic", "assignments-dlq")).hasSize(2);
        assertThat(call("list").out()).endsWith("4 dead letters\n");
    }

    @Test
    void oneIsShownWhole() {
        CommandLineCall shown = call("show", "attempts-dlq/1/0");

        assertThat(shown.status()).isZero();
        assertThat(shown.out()).contains("key: run-a/t/1", "at Sandbox.java", "\"code\" : \"x = 1\"", "trace: kept");
        assertThat(call("show", "assignments-dlq/0/1").out()).contains("no JSON");
        assertThat(call("show", "attempts-dlq/0/5").err()).contains("there is no dead letter attempts-dlq/0/5");
    }

    @Test
    void oneGoesBackToItsOriginOnceAndThenTheRest() throws Exception {
        assertThat(call("replay", "attempts-dlq/1/1").out()).contains("attempts-dlq/1/1 went to attempts", "1 sent\n");
        assertThat(call("replay", "attempts-dlq/1/1").out()).isEqualTo("0 sent, 1 had been sent before\n");
        assertThat(list("--topic", "attempts").findValuesAsText("replayed")).containsExactly("false", "true");
        assertThat(call("replay", "--topic", "attempts").out()).contains("1 sent, 1 had been sent before\n");

        List<ConsumerRecord<String, String>> sent = records("attempts");
        assertThat(sent).extracting(ConsumerRecord::key).containsExactlyInAnyOrder("run-a/t/1", "run-a/t/2");
        assertThat(sent).extracting(ConsumerRecord::value).contains("{\"code\": \"x = 1\"}", "{\"code\": \"x = 2\"}");
        assertThat(sent).allSatisfy(record -> {
            assertThat(record.headers().lastHeader("dead-letter-reason")).isNull();
            assertThat(record.headers().lastHeader("trace").value()).asString().isEqualTo("kept");
            assertThat(record.headers().lastHeader("dead-letter-replayed-from")).isNotNull();
        });
        assertThat(records("assignments")).isEmpty();
    }

    @Test
    void thoseOfAnotherInstallationAreFoundUnderItsPrefixOnly() throws Exception {
        letter("team-b.attempts", 0, "run-c/t/1", "{\"code\": \"x = 3\"}", "the sandbox is gone");

        assertThat(list()).hasSize(4);
        JsonNode prefixed = list("--prefix", "team-b.");
        assertThat(prefixed.findValuesAsText("letter")).containsExactly("team-b.attempts-dlq/0/0");
        assertThat(prefixed.findValuesAsText("service")).containsExactly("executor");
        assertThat(list("--prefix", "team-b.", "--topic", "attempts")).hasSize(1);
        assertThat(list("--prefix", "team-b.", "--topic", "team-b.attempts-dlq"))
                .hasSize(1);
        assertThat(call("replay", "team-b.attempts-dlq/0/0").err()).contains("there is no dead letter");

        assertThat(call("replay", "team-b.attempts-dlq/0/0", "--prefix", "team-b.")
                        .out())
                .contains("team-b.attempts-dlq/0/0 went to team-b.attempts", "1 sent\n");

        assertThat(records("team-b.attempts")).extracting(ConsumerRecord::key).containsExactly("run-c/t/1");
        assertThat(records("attempts")).isEmpty();
    }

    @Test
    void wrongCallsSayWhatToDo() {
        assertThat(call("list", "--prefix", "team b").err())
                .startsWith("error: --prefix: the prefix 'team b' cannot begin");
        assertThat(call("replay").err()).contains("name one dead letter, or all of a topic with --topic");
        assertThat(call("list", "--topic", "attemps").err()).contains("there is no topic 'attemps'; there are runs,");
        CommandLineCall nobody = CommandLineCall.of("dlq", "list", "--kafka", "localhost:" + LoopbackPort.free());
        assertThat(nobody.status()).isEqualTo(1);
        assertThat(nobody.err()).contains("--kafka names another").doesNotContain("unexpected");
    }

    private JsonNode list(String... further) throws Exception {
        List<String> arguments = new ArrayList<>(List.of("list", "--json", "-"));
        arguments.addAll(Arrays.asList(further));
        CommandLineCall call = call(arguments.toArray(String[]::new));
        assertThat(call.status()).as(call.err()).isZero();
        return Json.mapper().readTree(call.out());
    }

    private CommandLineCall call(String... arguments) {
        List<String> all = new ArrayList<>(List.of("dlq"));
        all.addAll(Arrays.asList(arguments));
        all.addAll(List.of("--kafka", broker.bootstrapServers()));
        return CommandLineCall.of(all.toArray(String[]::new));
    }

    /** As SmallRye's dead-letter queue writes it. */
    private void letter(String origin, int partition, String key, String value, String reason) throws Exception {
        ProducerRecord<String, String> record = new ProducerRecord<>(origin + "-dlq", partition, key, value);
        record.headers().add("dead-letter-reason", reason.getBytes(StandardCharsets.UTF_8));
        record.headers().add("dead-letter-topic", origin.getBytes(StandardCharsets.UTF_8));
        record.headers().add("trace", "kept".getBytes(StandardCharsets.UTF_8));
        try (KafkaProducer<String, String> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", broker.bootstrapServers()),
                new StringSerializer(),
                new StringSerializer())) {
            producer.send(record).get();
        }
    }

    private List<ConsumerRecord<String, String>> records(String topic) {
        try (KafkaConsumer<String, String> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", broker.bootstrapServers(), "isolation.level", "read_committed"),
                new StringDeserializer(),
                new StringDeserializer())) {
            Set<TopicPartition> partitions = Set.of(new TopicPartition(topic, 0), new TopicPartition(topic, 1));
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            List<ConsumerRecord<String, String>> records = new ArrayList<>();
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                consumer.poll(Duration.ofMillis(100)).forEach(records::add);
            }
            return records;
        }
    }
}
