import dev.preceptor.contracts.Json;
import dev.preceptor.standalone.broker.EmbeddedBroker;
import dev.preceptor.teacher.batch.BatchServer;
import dev.preceptor.teacher.batch.BatchServer.Step;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Whether the cap holds when requests are sent in batches and teachers are killed at a step of a batch. Arguments: the teacher-service's
 * quarkus-run.jar, the cap as a part of the full cost, how often, a seed, and the number of tasks. A line of JSON a trial on standard
 * output; exit status 1 where one broke a rule.
 */
public final class BatchProof {

    // Far more than all answers cost, at their greatest.
    private static final double TOP_UP_USD = 1_000;
    private static final double ROUNDING_USD = 1e-9;

    private BatchProof() {}

    public static void main(String[] arguments) throws Exception {
        String application = arguments[0];
        double part = Double.parseDouble(arguments[1]);
        int trials = Integer.parseInt(arguments[2]);
        Random random = new Random(Long.parseLong(arguments[3]));
        int tasks = Integer.parseInt(arguments[4]);
        Path folder = Files.createTempDirectory("batch-proof");
        boolean held = true;
        try (EmbeddedBroker broker = EmbeddedBroker.start(folder.resolve("broker"), 0);
                BatchServer server = new BatchServer();
                Topics topics = new Topics(broker.bootstrapServers());
                Replica one = new Replica("teacher-0", application, broker.bootstrapServers(), folder);
                Replica other = new Replica("teacher-1", application, broker.bootstrapServers(), folder)) {
            server.endAfter(2);
            server.answers(text -> {
                String task = text.replaceAll("(?s).*?(task_[A-Za-z0-9]+_\\d+).*", "$1");
                return "```python\ndef " + task + "(n):\n    return 2 * n\n```";
            });
            one.start();
            other.start();
            BatchTrial full = new BatchTrial(tasks, "full", server, topics);
            full.begin(TOP_UP_USD);
            full.await(TOP_UP_USD);
            topics.settle();
            System.out.println(Json.mapper()
                    .writeValueAsString(Map.of(
                            "answered", full.answered(), "paidUsd", full.paid(), "spentUsd", full.spent(), "batches", server.batchIds().size())));
            for (int i = 0; i < trials; i++) {
                BatchTrial trial = new BatchTrial(tasks, "r" + i, server, topics);
                held &= holds(trial, part * full.paid(), tasks, List.of(one, other), server, random, topics);
            }
        }
        System.exit(held ? 0 : 1);
    }

    private static boolean holds(
            BatchTrial trial,
            double cap,
            int tasks,
            List<Replica> replicas,
            BatchServer server,
            Random random,
            Topics topics)
            throws Exception {
        Step step = Step.values()[random.nextInt(Step.values().length)];
        AtomicInteger left = new AtomicInteger(1);
        AtomicReference<Integer> killed = new AtomicReference<>(0);
        // Which replica sends the batch is up to Kafka: both are killed.
        server.onStep(now -> {
            if (now == step && left.getAndDecrement() > 0) {
                replicas.forEach(Replica::kill);
                killed.set(replicas.size());
            }
        });
        trial.begin(cap);
        topics.readUntil(() -> killed.get() > 0, Duration.ofSeconds(120));
        for (Replica replica : replicas) {
            replica.start();
        }
        trial.await(cap);
        topics.settle();
        double paid = trial.paid();
        int answered = trial.answered();

        trial.begin(TOP_UP_USD);
        trial.await(TOP_UP_USD);
        topics.settle();
        long twice = trial.boughtTwice();
        int bought = trial.payments().size();
        // A call whose outcome no process has seen counts at more than it cost.
        boolean counted = trial.spent() >= trial.paid() - ROUNDING_USD;
        boolean held = paid <= cap
                && counted
                && twice == 0
                && trial.live() == 0
                && bought == tasks
                && trial.answered() == tasks;

        Map<String, Object> line = new LinkedHashMap<>();
        line.put("killedAt", step);
        line.put("capUsd", cap);
        line.put("paidUsd", paid);
        line.put("answered", answered);
        line.put("boughtInTheEnd", bought);
        line.put("boughtTwice", twice);
        line.put("sentByThemselves", trial.live());
        line.put("countedUsd", trial.spent());
        line.put("paidInTheEndUsd", trial.paid());
        line.put("held", held);
        System.out.println(Json.mapper().writeValueAsString(line));
        return held;
    }
}
