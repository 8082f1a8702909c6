import dev.preceptor.contracts.Json;
import dev.preceptor.contracts.Topic;
import dev.preceptor.contracts.event.*;
import dev.preceptor.contracts.task.*;
import dev.preceptor.executor.judge.*;
import dev.preceptor.executor.sandbox.*;
import dev.preceptor.standalone.broker.EmbeddedBroker;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.*;
import java.nio.file.*;
import java.time.Duration;
import java.util.*;
import java.util.concurrent.*;
import org.apache.kafka.clients.admin.*;
import org.apache.kafka.clients.consumer.*;
import org.apache.kafka.clients.producer.*;
import org.apache.kafka.common.serialization.*;

/**
 * The executor as a service, from Kafka to Kafka, beside the sandbox alone in the same minute: real broker, real service in
 * processes of its own. See README.md beside this file.
 *
 * <pre>benchmarks/judging/stage SHARED [count=3000] [replicas=1] [endless=0] [kills=0] [twice=0]</pre>
 */
public class Stage {

    private static final int PARTITIONS = 4;
    private static final Map<String, Integer> OPTIONS =
            new TreeMap<>(Map.of("count", 3000, "replicas", 1, "endless", 0, "kills", 0, "twice", 0));
    private static final List<Process> SERVICES = new ArrayList<>();

    /** The share of results that is not timed: the machines of both sides warm up meanwhile. */
    private static final double WARMING_UP = 0.25;

    record Expected(Submission submission, Set<Verdict> verdicts) {}

    /** What is read of a result. */
    record Seen(String id, Verdict verdict, String detail, String feedback) {}

    public static void main(String[] arguments) throws Exception {
        for (String argument : Arrays.asList(arguments).subList(1, arguments.length)) {
            OPTIONS.put(argument.split("=")[0], Integer.parseInt(argument.split("=")[1]));
        }
        List<Task> tasks = TaskFile.read(Path.of(arguments[0], "data", "HumanEval.jsonl"));
        List<Expected> expected = submissions(tasks, OPTIONS.get("count"), OPTIONS.get("endless"));
        Path folder = Files.createTempDirectory("preceptor-stage");
        Runtime.getRuntime().addShutdownHook(new Thread(() -> SERVICES.forEach(Process::destroyForcibly)));
        double alone = OPTIONS.get("endless") + OPTIONS.get("kills") == 0 ? sandboxAlone(expected) : Double.NaN;
        try (EmbeddedBroker broker = EmbeddedBroker.start(folder.resolve("kafka"), 0)) {
            String servers = broker.bootstrapServers();
            createTopics(servers);
            produce(servers, expected);
            for (int i = 0; i < OPTIONS.get("replicas"); i++) {
                SERVICES.add(service(servers, folder));
            }
            double through = consume(servers, expected, folder);
            if (!Double.isNaN(alone)) {
                System.out.printf("%.2f of the sandbox alone (goal: at least 0.8)%n", through / alone);
            }
        }
        System.exit(0);
    }

    /** Right and wrong programs, 3 to 2; the endless ones come first. */
    static List<Expected> submissions(List<Task> tasks, int count, int endless) {
        List<Expected> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Task task = tasks.get(i % tasks.size());
            boolean right = i % 5 < 3;
            String code = i < endless
                    ? task.prompt() + "    while True:\n        pass\n"
                    : right ? task.solutions().get(0) : task.prompt() + "    return None\n";
            String id = Assignment.idOf("run", 1, Purpose.PRACTICE, Assignee.STUDENT, task.id(), i, 0);
            Assignment assignment = AssignmentBuilder.builder()
                    .id(id)
                    .runId("run")
                    .round(1)
                    .purpose(Purpose.PRACTICE)
                    .assignee(Assignee.STUDENT)
                    .task(task)
                    .sample(i)
                    .step(0)
                    .sampling(new Sampling(0.3, 1, 256))
                    .build();
            Submission attempt = Attempt.of(
                    Attempt.idOf(assignment), assignment, code, code, 1, 1, FinishReason.STOP, 0.1);
            all.add(new Expected(attempt,
                    Set.of(i < endless ? Verdict.TIMED_OUT : right ? Verdict.PASSED : Verdict.FAILED)));
        }
        return all;
    }

    /** Programs a second, without Kafka, in this process. */
    static double sandboxAlone(List<Expected> expected) throws Exception {
        try (Sandbox sandbox = Sandbox.start(SandboxConfiguration.DEFAULT)) {
            ExecutorService threads = Executors.newFixedThreadPool(sandbox.workers());
            List<Future<Judgement>> judgements = new ArrayList<>();
            for (Expected one : expected) {
                Program program =
                        new Program(one.submission.code(), TestSuite.of(one.submission.assignment().task()));
                judgements.add(threads.submit(() -> sandbox.judge(program)));
            }
            int warm = (int) (WARMING_UP * judgements.size());
            for (Future<Judgement> judgement : judgements.subList(0, warm)) {
                judgement.get();
            }
            long start = System.nanoTime();
            for (Future<Judgement> judgement : judgements) {
                judgement.get();
            }
            double speed = (expected.size() - warm) / seconds(start);
            threads.shutdown();
            System.out.printf("sandbox alone         %7.1f/s%n", speed);
            return speed;
        }
    }

    static void createTopics(String servers) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", servers))) {
            List<NewTopic> topics = new ArrayList<>();
            for (Topic topic : List.of(Topic.ATTEMPTS, Topic.REFINEMENTS, Topic.TEST_RESULTS)) {
                topics.add(new NewTopic(topic.topicName(), PARTITIONS, (short) 1));
                topics.add(new NewTopic(topic.deadLetters(), 1, (short) 1));
            }
            admin.createTopics(topics).all().get();
        }
    }

    static void produce(String servers, List<Expected> expected) throws Exception {
        Map<String, Object> settings = Map.of("bootstrap.servers", servers, "linger.ms", 5);
        try (Producer<String, byte[]> producer =
                new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer())) {
            for (int i = 0; i <= OPTIONS.get("twice"); i++) {
                for (Expected one : expected) {
                    byte[] value = Json.mapper().writeValueAsBytes(one.submission);
                    producer.send(new ProducerRecord<>("attempts", one.submission.key(), value));
                }
            }
        }
    }

    static Process service(String servers, Path folder) throws Exception {
        int port;
        try (ServerSocket socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }
        Path log = folder.resolve("executor-" + SERVICES.size() + "-" + port + ".log");
        return new ProcessBuilder(ProcessHandle.current().info().command().orElse("java"),
                        "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx512m",
                        "-Dkafka.bootstrap.servers=" + servers, "-Dquarkus.http.port=" + port,
                        "-jar", "executor-service/target/quarkus-app/quarkus-run.jar")
                .redirectErrorStream(true).redirectOutput(log.toFile()).start();
    }

    /** Reads results until each submission has one; results a second, once warm. */
    static double consume(String servers, List<Expected> expected, Path folder) throws Exception {
        Map<String, Expected> awaited = new HashMap<>();
        expected.forEach(one -> awaited.put(TestResult.idOf(one.submission), one));
        Map<String, Object> settings = Map.of("bootstrap.servers", servers, "group.id", "stage",
                "auto.offset.reset", "earliest", "max.partition.fetch.bytes", 16 << 20);
        int warm = (int) (WARMING_UP * expected.size());
        long first = 0;
        int records = 0;
        int beforeTheEndless = 0;
        int wrong = 0;
        int kills = OPTIONS.get("kills");
        long lastNews = System.nanoTime();
        Random random = new Random(1);
        try (Consumer<String, byte[]> consumer =
                new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer())) {
            consumer.subscribe(List.of("test-results"));
            int whole = (OPTIONS.get("twice") + 1) * expected.size();
            while (kills > 0 || OPTIONS.get("twice") == 0 ? !awaited.isEmpty() : records < whole) {
                for (ConsumerRecord<String, byte[]> record : consumer.poll(Duration.ofMillis(100))) {
                    Seen result = Json.mapper().readValue(record.value(), Seen.class);
                    first = first == 0 && records >= warm ? System.nanoTime() : first;
                    lastNews = System.nanoTime();
                    records++;
                    Expected one = awaited.remove(result.id());
                    if (one != null && !one.verdicts.contains(result.verdict())) {
                        wrong++;
                        System.out.println("wrong: " + result.verdict() + " " + result.detail() + " " + result.feedback());
                    }
                    beforeTheEndless += result.verdict() != Verdict.TIMED_OUT && OPTIONS.get("endless") > 0
                            && awaited.values().stream().anyMatch(e -> e.verdicts.contains(Verdict.TIMED_OUT)) ? 1 : 0;
                }
                if (kills > 0 && records > whole / (OPTIONS.get("kills") + 1.0) * (OPTIONS.get("kills") - kills + 1)) {
                    Process victim = SERVICES.remove(random.nextInt(SERVICES.size()));
                    victim.destroyForcibly().waitFor();
                    SERVICES.add(service(servers, folder));
                    kills--;
                }
                if (seconds(lastNews) > 120) {
                    throw new IllegalStateException(awaited.size() + " results are missing after 120 s of silence; logs: " + folder);
                }
            }
        }
        double speed = (records - warm) / seconds(first);
        System.out.printf("from Kafka to Kafka   %7.1f/s, %d results for %d submissions, %d wrong verdicts%n",
                speed, records, expected.size(), wrong);
        if (OPTIONS.get("endless") > 0) {
            System.out.printf("%d results came before the last of the %d endless ones'%n", beforeTheEndless, OPTIONS.get("endless"));
        }
        return speed;
    }

    static double seconds(long since) {
        return (System.nanoTime() - since) / 1e9;
    }
}
