import dev.preceptor.contracts.Json;
import dev.preceptor.standalone.broker.EmbeddedBroker;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;

/**
 * Whether the caps of a ladder hold, of the run and of a rung, when teachers are killed. Arguments: the teacher-service's quarkus-run.jar,
 * the caps as a part of the full cost, how often, a seed, and the number of tasks. A line of JSON a trial on standard output; exit status 1
 * where one broke a rule.
 */
public final class LadderProof {

    // Far more than all answers cost, at their greatest.
    private static final double TOP_UP_USD = 1_000;
    /** The small model's own budget, as a part of what it costs under the run's cap. */
    private static final double PART_OF_SMALL = 0.8;

    private LadderProof() {}

    public static void main(String[] arguments) throws Exception {
        String application = arguments[0];
        double part = Double.parseDouble(arguments[1]);
        int trials = Integer.parseInt(arguments[2]);
        Random random = new Random(Long.parseLong(arguments[3]));
        int tasks = Integer.parseInt(arguments[4]);
        Path folder = Files.createTempDirectory("ladder-proof");
        boolean held = true;
        try (EmbeddedBroker broker = EmbeddedBroker.start(folder.resolve("broker"), 0);
                LadderServer server = new LadderServer();
                Topics topics = new Topics(broker.bootstrapServers());
                Replica one = new Replica("teacher-0", application, broker.bootstrapServers(), folder);
                Replica other = new Replica("teacher-1", application, broker.bootstrapServers(), folder)) {
            one.start();
            other.start();
            LadderTrial full = new LadderTrial(tasks, "full", server, topics);
            full.begin(TOP_UP_USD, TOP_UP_USD);
            full.await(TOP_UP_USD);
            topics.settle();
            Map<String, Long> script = full.taughtByRung(TOP_UP_USD);
            System.out.println(Json.mapper().writeValueAsString(facts(full, TOP_UP_USD)));
            for (int i = 0; i < trials; i++) {
                double cap = part * (full.paid("small") + full.paid("large"));
                double small = PART_OF_SMALL * part * full.paid("small");
                LadderTrial trial = new LadderTrial(tasks, "r" + i, server, topics);
                held &= holds(trial, cap, small, random.nextBoolean() ? one : other, random, topics, script);
            }
        }
        System.exit(held ? 0 : 1);
    }

    private static boolean holds(
            LadderTrial trial,
            double cap,
            double smallCap,
            Replica victim,
            Random random,
            Topics topics,
            Map<String, Long> script)
            throws Exception {
        trial.begin(cap, smallCap);
        int lived = random.nextInt(200, 4_000);
        Thread.sleep(lived);
        victim.kill();
        victim.start();
        trial.await(cap);
        topics.settle();
        double small = trial.paid("small");
        double large = trial.paid("large");
        int requests = trial.payments().size();

        trial.begin(TOP_UP_USD, TOP_UP_USD);
        trial.await(TOP_UP_USD);
        topics.settle();
        long twice = trial.boughtTwice();
        Map<String, Long> taught = trial.taughtByRung(TOP_UP_USD);
        boolean held = small + large <= cap && small <= smallCap && twice == 0 && taught.equals(script);

        Map<String, Object> line = new LinkedHashMap<>();
        line.put("killedAfterMs", lived);
        line.put("capUsd", cap);
        line.put("paidUsd", small + large);
        line.put("capOfSmallUsd", smallCap);
        line.put("paidToSmallUsd", small);
        line.put("requests", requests);
        line.put("boughtTwice", twice);
        line.put("afterTopUp", facts(trial, TOP_UP_USD));
        line.put("held", held);
        System.out.println(Json.mapper().writeValueAsString(line));
        return held;
    }

    private static Map<String, Object> facts(LadderTrial trial, double budgetUsd) {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("taught", trial.taughtByRung(budgetUsd));
        for (String model : LadderServer.PRICES.keySet().stream().sorted().toList()) {
            facts.put(
                    model,
                    Map.of(
                            "requests",
                            trial.payments().stream()
                                    .filter(payment -> payment.model().equals(model))
                                    .count(),
                            "usd",
                            trial.paid(model)));
        }
        return facts;
    }
}
