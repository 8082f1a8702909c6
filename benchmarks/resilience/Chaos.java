import dev.preceptor.contracts.Json;
import dev.preceptor.contracts.report.RunReport;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * Whether a run comes to the same end when processes are killed. Arguments: the folder that Preceptor was built in, how many
 * tasks, the first seed and the last; whether to {@code kill} (as {@code kill -9} does, unless told) or to {@code stop} (as
 * {@code kill} does, and orchestrators do); every how many seconds (5 unless told), each time one at random of those that serve,
 * and at each third of the practice the broker; the replicas, as {@code up} takes them; and the method, {@code persd} unless
 * told, or {@code opd}. A line of JSON a run on standard output; exit status 1 where one came to another end.
 */
public final class Chaos {

    static final String REPLICAS = "executor=2,teacher=2,student=2";

    private static final int LONGEST_ANSWER_MILLIS = 200;
    private static final int EXAM_TASKS = 40;
    private static final Duration PATIENCE = Duration.ofMinutes(40);
    /** Far more than all answers cost, at their greatest, those that die in flight included. */
    private static final double BUDGET_PER_TASK = 0.01;

    private final Path root;
    private final Path folder;
    private final ScriptedModels models;
    private final ScriptedRun run;

    private final boolean gently;
    private final long everyMillis;
    private final String replicas;

    private Chaos(Path root, Path folder, ScriptedRun run, boolean gently, long everyMillis, String replicas) {
        this.root = root;
        this.folder = folder;
        this.models = run.models();
        this.run = run;
        this.gently = gently;
        this.everyMillis = everyMillis;
        this.replicas = replicas;
    }

    public static void main(String[] arguments) throws Exception {
        Path root = Path.of(arguments[0]);
        int tasks = Integer.parseInt(arguments[1]);
        int first = Integer.parseInt(arguments[2]);
        int last = Integer.parseInt(arguments[3]);
        boolean gently = arguments.length > 4 && arguments[4].equals("stop");
        long everySeconds = arguments.length > 5 ? Long.parseLong(arguments[5]) : 5;
        String replicas = arguments.length > 6 ? arguments[6] : REPLICAS;
        String method = arguments.length > 7 ? arguments[7] : "persd";
        Path folder = Files.createTempDirectory("chaos");
        boolean same = true;
        try (ScriptedModels models = new ScriptedModels(LONGEST_ANSWER_MILLIS)) {
            Path model = ScriptedRun.copyModel(root, folder.resolve("model"));
            ScriptedRun run =
                    new ScriptedRun("chaos", 0, tasks, EXAM_TASKS, models, model, BUDGET_PER_TASK * tasks, method);
            Chaos chaos = new Chaos(root, folder, run, gently, 1_000 * everySeconds, replicas);
            Outcome undisturbed = chaos.run("undisturbed", null, null);
            for (int seed = first; seed <= last; seed++) {
                same &= chaos.run("seed-" + seed, new Random(seed), undisturbed) != null;
            }
        }
        System.err.println("The logs are in " + folder);
        System.exit(same ? 0 : 1);
    }

    /** The run's outcome; null where it is not what it should be. */
    private Outcome run(String name, Random random, Outcome expected) throws Exception {
        models.forgetPayments();
        Map<String, Integer> kills = new TreeMap<>();
        long started = System.nanoTime();
        try (Cluster cluster = Cluster.up(root, Files.createDirectory(folder.resolve(name)), replicas, Map.of())) {
            long up = System.nanoTime();
            RunService service = cluster.runs();
            String runId = service.submit(run.request()).runId();
            RunReport report = random == null
                    ? service.awaitEnd(runId, PATIENCE)
                    : killing(cluster, service, runId, random, kills);
            double seconds = (System.nanoTime() - up) / 1e9;
            Outcome outcome = Outcome.of(cluster.broker(), report, service.lessons(runId));
            List<String> differences = expected == null ? List.of() : outcome.differences(expected);
            List<ScriptedModels.Payment> again = outcome.paidAgain(models.payments());
            double paid = models.payments().stream()
                    .mapToDouble(ScriptedModels.Payment::usd)
                    .sum();
            boolean same = differences.isEmpty()
                    && outcome.contradictions().isEmpty()
                    && again.isEmpty()
                    && paid <= report.teacher().costUsd() + 1e-9
                    && report.teacher().costUsd() <= report.teacher().budgetUsd();
            Map<String, Object> line = new LinkedHashMap<>();
            line.put("run", name);
            line.put("tasks", run.tasks());
            line.put("secondsToStart", rounded((up - started) / 1e9));
            line.put("seconds", rounded(seconds));
            line.put("killed", kills);
            line.put("ledger", report.ledger());
            line.put("examples", outcome.count("training-examples"));
            line.put("answers", outcome.count("spending"));
            line.put("requestsPaid", models.payments().size());
            line.put("paidUsd", rounded(paid * 1e6) / 1e6);
            line.put("countedUsd", report.teacher().costUsd());
            line.put("capUsd", report.teacher().budgetUsd());
            line.put("paidAgainAfterRecorded", again.size());
            line.put("deliveredAgain", outcome.repeated());
            line.put("deadLetters", outcome.deadLetters());
            line.put("contradictions", first(outcome.contradictions()));
            line.put("differences", differences.size());
            line.put("firstDifferences", first(differences));
            line.put("same", same);
            System.out.println(Json.mapper().writeValueAsString(line));
            return same ? outcome : null;
        }
    }

    private RunReport killing(
            Cluster cluster, RunService service, String runId, Random random, Map<String, Integer> kills)
            throws Exception {
        long end = System.nanoTime() + PATIENCE.toNanos();
        int ofBroker = 0;
        while (System.nanoTime() < end && cluster.alive()) {
            Thread.sleep(everyMillis);
            RunReport report = service.report(runId).orElse(null);
            if (report != null && report.state().ended()) {
                return report;
            }
            // The broker when a third of the tasks have ended, and when two thirds have; else anybody else.
            boolean broker = report != null && ofBroker < 2 && report.ledger().ended() * 3 > run.tasks() * (ofBroker + 1);
            Map<String, ProcessHandle> serving = cluster.serving();
            if (serving.isEmpty()) {
                continue;
            }
            String victim = broker ? "broker" : List.copyOf(serving.keySet()).get(random.nextInt(serving.size()));
            ProcessHandle process = broker ? cluster.members().get(victim) : serving.get(victim);
            if (gently) {
                process.destroy();
            } else {
                process.destroyForcibly();
            }
            ofBroker += broker ? 1 : 0;
            kills.merge(victim, 1, Integer::sum);
        }
        throw new IllegalStateException("the run " + runId + " did not end; " + cluster.data() + " has the logs");
    }

    private static List<String> first(List<String> lines) {
        return lines.stream().limit(5).map(line -> line.substring(0, Math.min(400, line.length()))).toList();
    }

    private static double rounded(double value) {
        return Math.round(value * 10) / 10.0;
    }
}
