import dev.preceptor.contracts.Json;
import dev.preceptor.standalone.broker.EmbeddedBroker;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;

/**
 * Whether the cap of a budget holds when teachers are killed. Arguments: the teacher-service's quarkus-run.jar, the cap as a
 * part of the full cost, how often, a seed, whether a gateway before the server loses patience (true, false), and whether every other failure
 * is scored, in place of corrected (true, false). A line of JSON a trial on standard output; exit status 1 where one broke a rule.
 */
public final class CapProof {

    // Far more than all answers cost, at their greatest.
    private static final double TOP_UP_USD = 1;
    private static final int TASKS = 40;
    private static final int AT_ONCE = 4;

    private CapProof() {}

    public static void main(String[] arguments) throws Exception {
        String application = arguments[0];
        double part = Double.parseDouble(arguments[1]);
        int trials = Integer.parseInt(arguments[2]);
        Random random = new Random(Long.parseLong(arguments[3]));
        boolean impatient = Boolean.parseBoolean(arguments[4]);
        boolean scores = Boolean.parseBoolean(arguments[5]);
        Path folder = Files.createTempDirectory("cap-proof");
        boolean held = true;
        try (EmbeddedBroker broker = EmbeddedBroker.start(folder.resolve("broker"), 0);
                PaidServer server = new PaidServer(20, 400);
                Topics topics = new Topics(broker.bootstrapServers());
                Replica one = new Replica("teacher-0", application, broker.bootstrapServers(), folder);
                Replica other = new Replica("teacher-1", application, broker.bootstrapServers(), folder)) {
            one.start();
            other.start();
            double full = fullCost(server, topics, scores);
            for (int trial = 0; trial < trials; trial++) {
                server.impatient(impatient);
                Trial run = new Trial(TASKS, AT_ONCE, "r" + trial, server, topics, scores);
                held &= holds(run, "r" + trial, part * full, server, topics, random.nextBoolean() ? one : other, random);
            }
        }
        System.exit(held ? 0 : 1);
    }

    /** A run that nothing happens to, with enough money. */
    private static double fullCost(PaidServer server, Topics topics, boolean scores) throws Exception {
        Trial all = new Trial(TASKS, AT_ONCE, "full", server, topics, scores);
        all.prepare(TOP_UP_USD);
        all.say(TOP_UP_USD);
        all.sendFailures();
        all.await(true);
        return all.paid();
    }

    private static boolean holds(
            Trial trial, String runId, double cap, PaidServer server, Topics topics, Replica victim, Random random)
            throws Exception {
        trial.prepare(cap);
        trial.say(cap);
        trial.sendFailures();
        int lived = random.nextInt(50, 1_500);
        Thread.sleep(lived);
        victim.kill();
        victim.start();
        trial.await(false);
        topics.settle();
        double paid = trial.paid();
        int requests = trial.payments().size();
        int answered = trial.answered().size();

        server.impatient(false);
        trial.say(TOP_UP_USD);
        trial.sendFailures();
        trial.await(true);
        topics.settle();
        int missing = TASKS - answered;
        int bought = trial.payments().size() - requests;
        long again = trial.paidAgain();
        boolean held = paid <= cap && again == 0 && bought == missing;

        Map<String, Object> line = new LinkedHashMap<>();
        line.put("run", runId);
        line.put("killedAfterMs", lived);
        line.put("capUsd", cap);
        line.put("paidUsd", paid);
        line.put("requests", requests);
        line.put("answered", answered);
        line.put("paidAgainAfterRecorded", again);
        line.put("missing", missing);
        line.put("boughtByTopUp", bought);
        line.put("held", held);
        System.out.println(Json.mapper().writeValueAsString(line));
        return held;
    }
}
